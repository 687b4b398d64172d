/** The words of the studio. */
import type { studio as en } from '../en/studio';
import type { Translation } from '../catalogue';
import { studioScreen } from './studio-screen';
import { studioTimeline } from './studio-timeline';
import { studioInspector } from './studio-inspector';
import { studioLabels } from './studio-labels';

export const studio: Translation<typeof en> = { ...studioScreen, ...studioTimeline, ...studioInspector, ...studioLabels };

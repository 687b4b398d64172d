/** The words of the studio. */
import { studioScreen } from './studio-screen';
import { studioTimeline } from './studio-timeline';
import { studioInspector } from './studio-inspector';
import { studioLabels } from './studio-labels';

export const studio = { ...studioScreen, ...studioTimeline, ...studioInspector, ...studioLabels } as const;

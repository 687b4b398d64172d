/** What every part of the studio may reach: the open project, its timeline and what can be done. */
import { createContext } from 'svelte';
import type { DeskState } from '../state/Desk.svelte';
import type { TimelineController } from '../timeline/TimelineController.svelte';
import type { Commands } from './Commands.svelte';

export type StudioParts = { readonly desk: DeskState; readonly timeline: TimelineController; readonly commands: Commands };

export const [useStudio, provideStudio] = createContext<StudioParts>();

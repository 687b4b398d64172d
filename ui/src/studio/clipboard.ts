/** One clipboard for the window, so that segments can be carried from one video to the next. */
import { Clipboard } from './Commands.svelte';

export const clipboard = new Clipboard();

/** The studio's keys. In a text field only those that no typing needs. */
import { isTyping, matches } from '../kit/keys';
import type { StudioParts } from './context';

type Shortcut = { readonly keys: string; readonly run: (parts: StudioParts) => void; readonly whileTyping?: boolean };

/** Speeds of J and L. */
const FASTER = [1, 2, 4] as const;
function shuttle(speed: number, isPlaying: boolean, direction: 1 | -1): number {
  const at = isPlaying && Math.sign(speed) === direction ? FASTER.findIndex((one) => one === Math.abs(speed)) : -1;
  return direction * (FASTER[Math.min(FASTER.length - 1, at + 1)] ?? 1);
}

const seekBy = (frames: (parts: StudioParts) => number) => (parts: StudioParts) => {
  parts.desk.seek(parts.desk.playhead + frames(parts));
  parts.timeline.reveal(parts.desk.playhead);
};
const seekTo = (frame: (parts: StudioParts) => number) => (parts: StudioParts) => {
  parts.desk.seek(frame(parts));
  parts.timeline.reveal(parts.desk.playhead);
};
/** The nearest cut before or behind the playhead; the ends of the video count as cuts. */
function cut({ desk }: StudioParts, direction: -1 | 1): number {
  const cuts = [0, ...desk.view.placed.map((one) => one.range[0]), desk.view.length - 1];
  return (direction < 0 ? cuts.findLast((at) => at < desk.playhead) : cuts.find((at) => at > desk.playhead)) ?? desk.playhead;
}
const second = ({ desk }: StudioParts): number => Math.round(desk.fps);

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Space', run: ({ desk }) => desk.togglePlay() },
  { keys: 'K', run: ({ desk }) => desk.togglePlay() },
  { keys: 'J', run: ({ desk }) => desk.play(shuttle(desk.speed, desk.isPlaying, -1)) },
  { keys: 'L', run: ({ desk }) => desk.play(shuttle(desk.speed, desk.isPlaying, 1)) },
  { keys: 'ArrowLeft', run: seekBy(() => -1) }, { keys: 'ArrowRight', run: seekBy(() => 1) },
  { keys: 'Shift+ArrowLeft', run: seekBy((parts) => -second(parts)) }, { keys: 'Shift+ArrowRight', run: seekBy(second) },
  { keys: 'ArrowUp', run: seekTo((parts) => cut(parts, -1)) }, { keys: 'ArrowDown', run: seekTo((parts) => cut(parts, 1)) },
  { keys: 'Home', run: seekTo(() => 0) }, { keys: 'End', run: seekTo(({ desk }) => desk.view.length - 1) },
  { keys: 'S', run: ({ commands }) => commands.splitAtPlayhead() },
  { keys: 'Q', run: ({ commands }) => commands.trimToPlayhead('start') }, { keys: 'W', run: ({ commands }) => commands.trimToPlayhead('end') },
  { keys: 'E', run: ({ commands }) => commands.toggleIncluded() },
  { keys: 'T', run: ({ timeline }) => timeline.editTransition() },
  { keys: 'N', run: ({ timeline }) => timeline.toggleSnap() },
  { keys: 'I', run: ({ commands }) => commands.loopIn() }, { keys: 'O', run: ({ commands }) => commands.loopOut() },
  { keys: 'Delete', run: ({ commands }) => commands.remove() }, { keys: 'Backspace', run: ({ commands }) => commands.remove() },
  { keys: 'Mod+D', run: ({ commands }) => commands.duplicate(), whileTyping: true },
  { keys: 'Mod+C', run: ({ commands }) => commands.copy() }, { keys: 'Mod+X', run: ({ commands }) => commands.cut() }, { keys: 'Mod+V', run: ({ commands }) => commands.paste() },
  { keys: 'Mod+A', run: ({ commands }) => commands.selectAll() },
  { keys: 'Mod+Z', run: ({ commands }) => void commands.undo(), whileTyping: true },
  { keys: 'Mod+Shift+Z', run: ({ commands }) => void commands.redo(), whileTyping: true }, { keys: 'Mod+Y', run: ({ commands }) => void commands.redo(), whileTyping: true },
  { keys: 'Mod+Enter', run: ({ commands }) => commands.generateMissing(), whileTyping: true },
  { keys: 'Mod+Shift+Enter', run: ({ commands }) => void commands.regenerateSelected(), whileTyping: true },
  { keys: 'Mod++', run: ({ timeline }) => timeline.zoomBy(1.4), whileTyping: true }, { keys: 'Mod+=', run: ({ timeline }) => timeline.zoomBy(1.4), whileTyping: true },
  { keys: 'Mod+-', run: ({ timeline }) => timeline.zoomBy(1 / 1.4), whileTyping: true },
  { keys: 'Mod+0', run: ({ timeline }) => timeline.showAll(), whileTyping: true },
  { keys: 'Escape', run: ({ desk }) => desk.select([]) },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number): Shortcut => ({ keys: String(number), run: ({ commands }) => commands.flipTake(number) })),
];

/** A control that uses the key itself keeps it: Space on a button, arrows on a slider. */
function isTheControls(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey) return false;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]:not([aria-multiselectable])')) return true;
  if ([' ', 'Enter'].includes(event.key)) return target.closest('button, summary, a, [role="button"], [role="switch"], [role="combobox"]') !== null;
  if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') return target instanceof HTMLInputElement || target.closest('[role="combobox"], [role="radiogroup"]') !== null;
  return false;
}

/** Carries out what the key stands for; whether there was something. */
export function onShortcut(event: KeyboardEvent, parts: StudioParts): boolean {
  if (event.defaultPrevented || isTheControls(event)) return false;
  const typing = isTyping(event.target);
  const found = SHORTCUTS.find((one) => (!typing || one.whileTyping === true) && matches(event, one.keys));
  if (!found) return false;
  event.preventDefault();
  found.run(parts);
  return true;
}

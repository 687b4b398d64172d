/** The keys a creator can press, by where they work. */
import type { MessageKey } from '../i18n';

type Words = Extract<MessageKey, `shortcut${string}`>;
type Shortcut = { readonly words: Words; readonly keys: readonly string[] };
type Group = { readonly title: Words; readonly shortcuts: readonly Shortcut[] };

export const SHORTCUTS: readonly Group[] = [
  {
    title: 'shortcuts.playback',
    shortcuts: [
      { words: 'shortcut.play', keys: ['Space', 'K'] },
      { words: 'shortcut.shuttle', keys: ['J', 'L'] },
      { words: 'shortcut.frame', keys: ['ArrowLeft', 'ArrowRight'] },
      { words: 'shortcut.ends', keys: ['Home', 'End'] },
    ],
  },
  {
    title: 'shortcuts.editing',
    shortcuts: [
      { words: 'shortcut.split', keys: ['S'] },
      { words: 'shortcut.trim', keys: ['Q', 'W'] },
      { words: 'shortcut.duplicate', keys: ['Mod+D'] },
      { words: 'shortcut.delete', keys: ['Delete'] },
      { words: 'shortcut.lift', keys: ['Space'] },
      { words: 'shortcut.undo', keys: ['Mod+Z'] },
      { words: 'shortcut.redo', keys: ['Mod+Shift+Z'] },
    ],
  },
  {
    title: 'shortcuts.making',
    shortcuts: [
      { words: 'shortcut.takes', keys: ['1–9'] },
      { words: 'shortcut.generate', keys: ['Mod+Enter'] },
      { words: 'shortcut.export', keys: ['Mod+E'] },
    ],
  },
  {
    title: 'shortcuts.library',
    shortcuts: [
      { words: 'shortcut.new', keys: ['Mod+N'] },
      { words: 'shortcut.search', keys: ['Mod+F'] },
      { words: 'shortcut.move', keys: ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] },
      { words: 'shortcut.open', keys: ['Enter'] },
      { words: 'shortcut.rename', keys: ['F2'] },
      { words: 'shortcut.duplicate', keys: ['Mod+D'] },
      { words: 'shortcut.delete', keys: ['Delete'] },
    ],
  },
  {
    title: 'shortcuts.everywhere',
    shortcuts: [
      { words: 'shortcut.help', keys: ['?'] },
      { words: 'shortcut.settings', keys: ['Mod+,'] },
    ],
  },
];

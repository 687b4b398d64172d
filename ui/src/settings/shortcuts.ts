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
      { words: 'shortcut.second', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'] },
      { words: 'shortcut.cuts', keys: ['ArrowUp', 'ArrowDown'] },
      { words: 'shortcut.ends', keys: ['Home', 'End'] },
      { words: 'shortcut.loop', keys: ['I', 'O'] },
    ],
  },
  {
    title: 'shortcuts.editing',
    shortcuts: [
      { words: 'shortcut.split', keys: ['S'] },
      { words: 'shortcut.trim', keys: ['Q', 'W'] },
      { words: 'shortcut.include', keys: ['E'] },
      { words: 'shortcut.transition', keys: ['T'] },
      { words: 'shortcut.clipboard', keys: ['Mod+X', 'Mod+C', 'Mod+V'] },
      { words: 'shortcut.duplicate', keys: ['Mod+D'] },
      { words: 'shortcut.delete', keys: ['Delete'] },
      { words: 'shortcut.all', keys: ['Mod+A'] },
      { words: 'shortcut.none', keys: ['Escape'] },
      { words: 'shortcut.undo', keys: ['Mod+Z'] },
      { words: 'shortcut.redo', keys: ['Mod+Shift+Z'] },
    ],
  },
  {
    title: 'shortcuts.clip',
    shortcuts: [
      { words: 'shortcut.walk', keys: ['ArrowLeft', 'ArrowRight'] },
      { words: 'shortcut.lift', keys: ['Space'] },
      { words: 'shortcut.trimEnd', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'] },
      { words: 'shortcut.trimStart', keys: ['Shift+Alt+ArrowLeft', 'Shift+Alt+ArrowRight'] },
      { words: 'shortcut.slip', keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'] },
      { words: 'shortcut.several', keys: ['Mod+Shift+ArrowLeft', 'Mod+Shift+ArrowRight'] },
      { words: 'shortcut.toggle', keys: ['Mod+Space'] },
    ],
  },
  {
    title: 'shortcuts.making',
    shortcuts: [
      { words: 'shortcut.takes', keys: ['1–9'] },
      { words: 'shortcut.generate', keys: ['Mod+Enter'] },
      { words: 'shortcut.newTake', keys: ['Mod+Shift+Enter'] },
      { words: 'shortcut.export', keys: ['Mod+E'] },
    ],
  },
  {
    title: 'shortcuts.view',
    shortcuts: [
      { words: 'shortcut.zoom', keys: ['Mod++', 'Mod+-'] },
      { words: 'shortcut.fit', keys: ['Mod+0'] },
      { words: 'shortcut.snap', keys: ['N'] },
    ],
  },
  {
    title: 'shortcuts.library',
    shortcuts: [
      { words: 'shortcut.new', keys: ['Mod+N'] },
      { words: 'shortcut.search', keys: ['Mod+F'] },
      { words: 'shortcut.move', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] },
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

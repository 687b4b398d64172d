import { describe, expect, it } from 'vitest';
import { SHORTCUTS as SHEET } from '../settings/shortcuts';
import { TimelineController } from '../timeline/TimelineController.svelte';
import { Clipboard, Commands } from './Commands.svelte';
import { desk, segment } from './fixtures';
import { bench, type Bench } from './mounted';
import { onShortcut, SHORTCUTS } from './shortcuts';

const view = desk([segment({ id: 'a' }), segment({ id: 'b' }), segment({ id: 'c' })], { undo: { key: 'move', number: 3, count: 1 } });

/** A studio whose commands are heard where readers hear them. */
async function spoken(): Promise<{ bench: Bench; said: () => string; press: (key: string, held?: KeyboardEventInit) => Promise<void> }> {
  const it = await bench(view);
  const timeline = new TimelineController(it.parts.desk, null, () => {});
  const parts = { ...it.parts, timeline, commands: new Commands(it.parts.desk, new Clipboard(), (text) => (timeline.said = text)) };
  const press = async (key: string, held: KeyboardEventInit = {}): Promise<void> => {
    onShortcut(new KeyboardEvent('keydown', { key, cancelable: true, ...held }), parts);
    // What was asked for is behind this in the queue.
    await it.parts.desk.generate({ wanted: { kind: 'voices', segments: [] }, provider: null, one_by_one: false });
  };
  it.api.generate = async () => {};
  return { bench: { ...it, parts }, said: () => timeline.said, press };
}

describe('keys of the studio', () => {
  it('are all on the sheet', () => {
    const listed = new Set(SHEET.flatMap((group) => group.shortcuts.flatMap((one) => one.keys)));
    // Other ways to type the same.
    const others = ['Backspace', 'Mod+Y', 'Mod+=', ...'123456789'];
    expect(SHORTCUTS.map((one) => one.keys).filter((keys) => !listed.has(keys) && !others.includes(keys))).toEqual([]);
  });

  it('go from cut to cut', async () => {
    const { bench: { parts }, press } = await spoken();
    for (const [key, frame] of [['ArrowDown', 150], ['ArrowDown', 300], ['ArrowDown', 449], ['ArrowDown', 449], ['ArrowUp', 300], ['ArrowUp', 150], ['ArrowUp', 0], ['ArrowUp', 0]] as const) {
      await press(key);
      expect(parts.desk.playhead, key).toBe(frame);
    }
  });

  it.each([
    ['e', {}, '1 segment left out'], ['d', { ctrlKey: true }, '1 segment duplicated'], ['Delete', {}, '1 segment deleted'], ['c', { ctrlKey: true }, '1 segment copied'],
    ['a', { ctrlKey: true }, '3 segments selected'], ['n', {}, 'Snapping off'], ['o', {}, 'Loops from 0:00 to 0:07'], ['s', {}, 'Segment 2 split'], ['w', {}, 'Segment 2 is 5.00 s long'],
    ['t', {}, 'Select one segment behind another to choose its transition'],
  ] as const)('%s %j is said: %s', async (key, held, words) => {
    const { bench: { parts }, press, said } = await spoken();
    parts.desk.select([key === 't' ? 'a' : 'b']);
    parts.desk.seek(200);
    await press(key, held);
    expect(said().replace(/\s/gu, ' ')).toBe(words);
  });

  it('says what was undone', async () => {
    const { bench: { api }, press, said } = await spoken();
    api.undo = async () => ({ ...view, version: 9, undo: null });
    await press('z', { ctrlKey: true });
    expect(said()).toBe('Undone: move segment 3');
  });

  it('say nothing of what was refused', async () => {
    const { bench: { parts, api, faults }, press, said } = await spoken();
    api.edit = async () => Promise.reject(new Error('no'));
    parts.desk.select(['b']);
    await press('Delete');
    expect([said(), faults, parts.desk.selected]).toEqual(['', ['internal'], ['b']]);
  });
});

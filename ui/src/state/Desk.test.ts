import { describe, expect, it } from 'vitest';
import { ApiFault } from '../api/api';
import { desk, segment } from '../studio/fixtures';
import { bench } from '../studio/mounted';

const view = desk([segment({ id: 'a' }), segment({ id: 'b' })]);

describe('the desk', () => {
  it('keeps the newest version', async () => {
    const { parts, api } = await bench({ ...view, version: 5 });
    api.edit = async () => ({ ...view, version: 4 });
    await parts.desk.edit({ kind: 'set_title', title: 'x' });
    expect(parts.desk.view.version).toBe(5);
    api.edit = async () => ({ ...view, version: 6 });
    await parts.desk.edit({ kind: 'set_title', title: 'x' });
    expect(parts.desk.view.version).toBe(6);
  });
  it('sends edits in order, undo behind them', async () => {
    const { parts, api, edits } = await bench(view);
    const order: string[] = [];
    const edit = api.edit;
    api.edit = async (...args) => (order.push(args[1].kind), edit(...args));
    api.undo = async () => (order.push('undo'), { ...view, version: 9 });
    await Promise.all([parts.desk.edit({ kind: 'set_title', title: 'x' }), parts.desk.edit({ kind: 'remove', segments: ['a'] }), parts.desk.undo()]);
    expect(order).toEqual(['set_title', 'remove', 'undo']);
    expect(edits).toHaveLength(2);
    expect(parts.desk.epoch).toBe(1);
  });
  it('shows a refused edit and reads the truth again', async () => {
    const { parts, api, faults } = await bench(view);
    api.edit = async () => { throw new ApiFault({ code: 'stale', message: '', context: {} }); };
    api.desk = async () => ({ ...view, version: 7 });
    await parts.desk.edit({ kind: 'set_title', title: 'x' });
    expect(faults).toEqual(['stale']);
    expect(parts.desk.view.version).toBe(7);
  });
  it('forgets a selection that is gone', async () => {
    const { parts, api } = await bench(view);
    parts.desk.select(['a', 'b']);
    api.edit = async () => ({ ...desk([segment({ id: 'b' })]), version: 2 });
    await parts.desk.edit({ kind: 'remove', segments: ['a'] });
    expect(parts.desk.selected).toEqual(['b']);
  });
  it('lets drawn frames lead the playhead only while playing', async () => {
    const { parts } = await bench(view);
    parts.desk.shown(40, true);
    expect(parts.desk.playhead).toBe(40);
    parts.desk.shown(12, false);
    expect([parts.desk.playhead, parts.desk.isPlaying]).toEqual([40, false]);
  });
  it('has one seek under way and then goes to the newest place only', async () => {
    const { parts, api } = await bench(view);
    const sent: number[] = [];
    let open = (): void => {};
    api.seek = (frame) => (sent.push(frame), new Promise<void>((resolve) => (open = resolve)));
    [10, 20, 30].forEach((frame) => parts.desk.seek(frame));
    expect([parts.desk.playhead, sent]).toEqual([30, [10]]);
    open();
    await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => resolve(null)))));
    expect(sent).toEqual([10, 30]);
  });
});

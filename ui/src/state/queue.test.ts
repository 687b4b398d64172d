import { describe, expect, it } from 'vitest';
import { Queue } from './queue';

/** A task that ends when it is told to. */
function gate(): { run: () => Promise<void>; open: () => void; started: () => boolean } {
  let open = (): void => {};
  let isStarted = false;
  const wait = new Promise<void>((resolve) => (open = resolve));
  return { run: () => ((isStarted = true), wait), open: () => open(), started: () => isStarted };
}

describe('the queue', () => {
  it('runs one after the other', async () => {
    const queue = new Queue();
    const [first, second] = [gate(), gate()];
    const done = [queue.add(first.run), queue.add(second.run)];
    expect([first.started(), second.started()]).toEqual([true, false]);
    first.open();
    await done[0];
    expect(second.started()).toBe(true);
    second.open();
    await done[1];
  });
  it('lets a newer one of the same gesture take the place of the one that waits', async () => {
    const queue = new Queue();
    const first = gate();
    const sent: string[] = [];
    void queue.add(first.run, 'slider');
    const done = ['a', 'b', 'c'].map((name) => queue.add(async () => void sent.push(name), 'slider'));
    first.open();
    await Promise.all(done);
    expect(sent).toEqual(['c']);
  });
  it('never merges over what stands between', async () => {
    const queue = new Queue();
    const first = gate();
    const sent: string[] = [];
    const send = (name: string) => async () => void sent.push(name);
    void queue.add(first.run);
    const done = [queue.add(send('a'), 'field'), queue.add(send('undo')), queue.add(send('b'), 'field')];
    first.open();
    await Promise.all(done);
    expect(sent).toEqual(['a', 'undo', 'b']);
  });
  it('goes on after a failure', async () => {
    const queue = new Queue();
    await queue.add(() => Promise.reject(new Error('no')));
    let ran = false;
    await queue.add(async () => void (ran = true));
    expect(ran).toBe(true);
  });
});

import { expect, it } from 'vitest';
import { inTurn } from './posters';

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

it('asks for a few pictures in each frame, in turn, and for none that was given up', async () => {
  const asked: number[] = [];
  const turns = Array.from({ length: 6 }, (_, index) => inTurn(() => asked.push(index)));
  expect(asked).toEqual([]);
  turns[1]?.();
  await frame();
  expect(asked).toEqual([0, 2]);
  turns[3]?.();
  await frame();
  expect(asked).toEqual([0, 2, 4, 5]);
  await frame();
  inTurn(() => asked.push(99));
  await frame();
  expect(asked.at(-1)).toBe(99);
});

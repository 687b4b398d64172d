import { expect, it } from 'vitest';
import { inTurn } from './posters';

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

it('asks for a few pictures in each frame, in turn, and for none that was given up', async () => {
  const asked: number[] = [];
  const turns = Array.from({ length: 10 }, (_, index) => inTurn(() => asked.push(index)));
  expect(asked).toEqual([]);
  turns[1]?.();
  await frame();
  expect(asked).toEqual([0, 2, 3, 4]);
  turns[5]?.();
  await frame();
  expect(asked).toEqual([0, 2, 3, 4, 6, 7, 8, 9]);
  await frame();
  inTurn(() => asked.push(99));
  await frame();
  expect(asked.at(-1)).toBe(99);
});

import { describe, expect, it } from 'vitest';
import type { StillMove } from '../../api/bindings';
import { boxOf, drawnIn, gripAt, largestPart, moved, pulled, ready, resized, turnedRound, WAYS, type Part } from './panZoom';

const FRAME = { width: 1080, height: 1920 };
/** A picture on its side: the largest part is a quarter of its width. */
const wide = largestPart({ width: 1920, height: 853 }, { width: 480, height: 853 });
const tall = largestPart({ width: 1080, height: 3840 }, FRAME);
const part = (x: number, y: number, size: number): Part => ({ middle: { x, y }, size });

describe('the parts of a still', () => {
  it('have the shape of the frame', () => {
    expect(wide).toEqual({ width: 250, height: 1000 });
    expect(tall).toEqual({ width: 1000, height: 500 });
    expect(largestPart({ width: 540, height: 960 }, FRAME)).toEqual({ width: 1000, height: 1000 });
  });

  it('lie within the picture, as they are rendered', () => {
    expect(boxOf(part(500, 500, 1000), wide)).toEqual({ left: 375, top: 0, width: 250, height: 1000 });
    expect(boxOf(part(0, 0, 500), wide)).toEqual({ left: 0, top: 0, width: 125, height: 500 });
    expect(boxOf(part(1000, 1000, 500), wide)).toEqual({ left: 875, top: 500, width: 125, height: 500 });
  });

  it('are moved from where they are seen, and stop at the edges', () => {
    expect(moved(part(0, 500, 1000), 100, 0, wide)).toEqual(part(225, 500, 1000));
    expect(moved(part(500, 500, 1000), 4000, -50, wide)).toEqual(part(875, 500, 1000));
  });

  it('are drawn in by the middle', () => {
    expect(drawnIn(part(509, 460, 800))).toEqual(part(500, 460, 800));
  });

  it('grow about their middle and stay within the picture', () => {
    expect(resized(part(500, 500, 500), 600, wide)).toEqual(part(500, 500, 600));
    expect(resized(part(500, 250, 500), 1000, wide)).toEqual(part(500, 500, 1000));
    expect([resized(part(500, 500, 500), 20, wide).size, resized(part(500, 500, 500), 5000, wide).size]).toEqual([100, 1000]);
  });

  it.each([
    // The corner across stays at 400, 200.
    ['se', 500, 600, { left: 400, top: 200, width: 100, height: 400 }],
    ['se', 9000, 9000, { left: 400, top: 200, width: 200, height: 800 }],
    ['se', 0, 0, { left: 400, top: 200, width: 25, height: 100 }],
    // The corner across stays at 525, 700.
    ['nw', 475, 500, { left: 475, top: 500, width: 50, height: 200 }],
    ['nw', -9000, 0, { left: 350, top: 0, width: 175, height: 700 }],
  ] as const)('are pulled by the %s corner to %d, %d', (corner, x, y, box) => {
    const start = part(462.5, 450, 500);
    expect(boxOf(start, wide)).toEqual({ left: 400, top: 200, width: 125, height: 500 });
    const seen = boxOf(pulled(start, corner, x, y, wide), wide);
    for (const side of ['left', 'top', 'width', 'height'] as const) expect(Math.abs(seen[side] - box[side]), side).toBeLessThanOrEqual(1);
  });
});

describe('what a pointer takes hold of', () => {
  const reach = { width: 10, height: 10 };
  const move: StillMove = { from: { x: 500, y: 500 }, from_size: 1000, to: { x: 500, y: 500 }, to_size: 500 };
  it.each([
    ['the smaller of two', move, 'from', 500, 500, { end: 'to', corner: null }],
    ['the larger beside the smaller', move, 'to', 500, 100, { end: 'from', corner: null }],
    ['a corner before an inside', move, 'from', 437, 250, { end: 'to', corner: 'nw' }],
    ['nothing beside both', move, 'from', 100, 500, null],
    ['of two alike the active one', { ...move, to_size: 1000 }, 'to', 500, 500, { end: 'to', corner: null }],
    ['of two alike corners the active one', { ...move, to_size: 1000 }, 'from', 625, 1000, { end: 'from', corner: 'se' }],
  ] as const)('is %s', (_, at, active, x, y, grip) => expect(gripAt(at, active, x, y, reach, wide)).toEqual(grip));
});

describe('ready movements', () => {
  const still: StillMove = { from: { x: 300, y: 500 }, from_size: 900, to: { x: 300, y: 500 }, to_size: 900 };
  it.each([wide, tall, { width: 1000, height: 1000 }].flatMap((largest) => WAYS.map((way) => [way, largest] as const)))('%s keeps within a picture of %j', (way, largest) => {
    const { from, from_size, to, to_size } = ready(way, still, largest);
    for (const one of [part(from.x, from.y, from_size), part(to.x, to.y, to_size)]) {
      expect(one.size).toBeGreaterThanOrEqual(100);
      expect(moved(one, 0, 0, largest)).toEqual(one);
    }
    expect([from, from_size]).not.toEqual([to, to_size]);
  });
  it('pan in opposite ways', () => expect(ready('left', still, wide)).toEqual(turnedRound(ready('right', still, wide))));
  it('go over no more than the eye follows', () => {
    const { from, to, from_size } = ready('right', still, wide);
    expect([from_size, to.x - from.x]).toEqual([1000, 150]);
  });
  it('close in on what was framed', () => expect(ready('in', still, wide)).toEqual({ from: { x: 300, y: 500 }, from_size: 1000, to: { x: 300, y: 500 }, to_size: 820 }));
});

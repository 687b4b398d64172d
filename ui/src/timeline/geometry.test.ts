import { describe, expect, it } from 'vitest';
import { contentWidth, fitting, frameAt, hit, inSight, insertion, isSameOrder, revealing, snap, snapTargets, ticks, toFrames, toPixels, within, zoomed, type Lane, type Scale } from './geometry';

const scale: Scale = { perFrame: 2, scroll: 0, width: 1000 };
const lane: Lane = {
  clips: [
    { id: 'a', index: 0, start: 0, end: 150 },
    { id: 'b', index: 1, start: 150, end: 300 },
    { id: 'd', index: 3, start: 300, end: 400 },
  ],
  folds: [{ ids: ['c'], first: 2, at: 300 }],
  order: ['a', 'b', 'c', 'd', 'e'],
  length: 400,
};

describe('frames and pixels', () => {
  it.each([[0, 0, 0], [100, 0, 200], [100, 50, 150]])('frame %d scrolled by %d stands at %d', (frame, scroll, x) => {
    expect(toPixels(frame, { ...scale, scroll })).toBe(x);
    expect(toFrames(x, { ...scale, scroll })).toBe(frame);
  });
  it.each([[-20, 0], [0, 0], [101, 51], [5000, 399]])('pixel %d is frame %d of the video', (x, frame) => {
    expect(frameAt(x, scale, 400)).toBe(frame);
  });
  it('shows the whole video when fitted', () => {
    expect(400 * fitting(400, 1000)).toBeLessThan(1000);
    expect(fitting(0, 1000)).toBeGreaterThan(0);
  });
});

describe('zoom', () => {
  it.each([0, 300, 900])('keeps the frame under pixel %d where it is', (x) => {
    const from = { ...scale, scroll: 400 };
    expect(toFrames(x, zoomed(from, 1.5, x, 4000))).toBeCloseTo(toFrames(x, from));
  });
  it('never scrolls out of the content', () => {
    expect(zoomed({ ...scale, scroll: 400 }, 0.01, 0, 400).scroll).toBe(0);
    const far = zoomed({ ...scale, scroll: 0 }, 4, 1000, 400);
    expect(far.scroll).toBeLessThanOrEqual(contentWidth(400, far) - far.width);
  });
  it('scrolls only as far as a frame out of sight asks', () => {
    expect(revealing(100, scale, 4000)).toBe(0);
    expect(revealing(600, scale, 4000)).toBe(600 * 2 - 1000 + 48);
    expect(revealing(0, { ...scale, scroll: 400 }, 4000)).toBe(0);
  });
});

describe('ruler', () => {
  it.each([[0.05, 64], [0.5, 64], [2, 64], [8, 64]])('numbers at %d px a frame stand at least %d px apart', (perFrame, least) => {
    const majors = ticks({ perFrame, scroll: 0, width: 1000 }, 30, 9000).filter((tick) => tick.isMajor);
    expect(majors.length).toBeGreaterThan(0);
    majors.slice(1).forEach((tick, index) => expect((tick.frame - (majors[index]?.frame ?? 0)) * perFrame).toBeGreaterThanOrEqual(least));
  });
  it('starts at what is in sight', () => {
    const marks = ticks({ perFrame: 2, scroll: 6000, width: 500 }, 30, 9000);
    expect(marks.every((tick) => tick.frame >= 2940 && tick.frame <= 3330)).toBe(true);
  });
});

describe('what is in sight', () => {
  const many = Array.from({ length: 200 }, (_, index) => ({ start: index * 150, end: index * 150 + 150 }));
  it('is drawn and nothing else', () => {
    const seen = inSight(many, { perFrame: 1, scroll: 15_000, width: 1000 }, 0);
    expect(seen.map((one) => one.start)).toEqual([14_850, 15_000, 15_150, 15_300, 15_450, 15_600, 15_750, 15_900]);
  });
});

describe('snapping', () => {
  const targets = snapTargets(lane, 77, ['b']);
  it('knows playhead, ends and clips, but not what is dragged', () => expect([...targets].sort((a, b) => a - b)).toEqual([0, 77, 150, 300, 400]));
  it.each([[76, 77, 77], [80, 77, 77], [82, 82, null], [148.4, 150, 150], [89.2, 90, 90], [93, 93, null]])('%d goes to %d', (frame, to, at) => {
    expect(snap(frame, targets, scale, 30)).toEqual({ frame: to, at });
  });
});

describe('hit test', () => {
  it.each([
    [3, { kind: 'edge', id: 'a', edge: 'start' }], [100, { kind: 'clip', id: 'a' }], [295, { kind: 'edge', id: 'a', edge: 'end' }],
    [302, { kind: 'edge', id: 'b', edge: 'start' }], [600, { kind: 'fold', ids: ['c'] }], [900, { kind: 'empty' }],
  ] as const)('at %d', (x, target) => expect(hit(lane, x, scale)).toEqual(target));
  it('leaves a body to clips a few pixels wide', () => expect(hit(lane, 4.5, { ...scale, perFrame: 0.06 })).toEqual({ kind: 'clip', id: 'a' }));
  it('takes what a marquee touches', () => expect(within(lane, 700, 290, scale)).toEqual(['a', 'b', 'd']));
});

describe('insertion', () => {
  it.each([
    [['b'], 10, 0, 0], [['b'], 100, 2, 300], [['a'], 390, 3, 400], [['a'], 160, 0, 150], [['a', 'b'], 0, 1, 300], [['a', 'b', 'd'], 0, 2, 0], [['d'], 250, 2, 300],
  ])('of %j at frame %d is place %d, shown at %d', (moving, frame, to, at) => expect(insertion(lane, frame, moving)).toEqual({ to, at }));
  it.each([[['b'], 1, true], [['b'], 0, false], [['a', 'c'], 0, false], [['a', 'b'], 0, true]])('%j to %d changes nothing: %s', (moving, to, same) => {
    expect(isSameOrder(lane.order, moving, to)).toBe(same);
  });
});

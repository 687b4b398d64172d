import { describe, expect, it } from 'vitest';
import { layout, moved, rowsInView, scrollFor } from './grid';

describe('the grid', () => {
  it('fills the width with whole cards', () => {
    expect(layout(1232)).toEqual({ columns: 7, cardWidth: 162, rowHeight: 360 });
    expect(layout(100).columns).toBe(2);
  });

  it('draws the rows that are seen, and one more at each side', () => {
    expect(rowsInView(0, 700, 360, 143)).toEqual([0, 3]);
    expect(rowsInView(3600, 700, 360, 143)).toEqual([9, 13]);
    expect(rowsInView(99_999, 700, 360, 3)).toEqual([3, 3]);
  });

  // 7 a row, 17 cards: the last row has three.
  it.each([
    [0, 'ArrowRight', 1], [6, 'ArrowRight', 7], [16, 'ArrowRight', 16], [0, 'ArrowLeft', 0], [3, 'ArrowDown', 10], [12, 'ArrowDown', 16], [15, 'ArrowDown', 15],
    [9, 'ArrowUp', 2], [2, 'ArrowUp', 2], [3, 'PageDown', 16], [16, 'PageUp', 2], [5, 'Home', 0], [5, 'End', 16], [5, 'x', null],
  ])('from card %i, %s leads to %s', (from, key, to) => {
    expect(moved(from, key, 7, 17, 2)).toBe(to);
  });

  it('scrolls only as far as a row needs', () => {
    expect([scrollFor(2, 360, 0, 700), scrollFor(0, 360, 500, 700), scrollFor(1, 360, 100, 700)]).toEqual([380, 0, null]);
  });
});

import { describe, expect, it } from 'vitest';
import { firstDrawn, layout, moved, rowIn, rowsDrawn, scrollFor } from './grid';

const drawnAt = (scrolled: number, height: number, rowHeight: number, rows: number): number[] => {
  const drawn = rowsDrawn(height, rowHeight, rows);
  const first = firstDrawn(scrolled, rowHeight, rows, drawn);
  return Array.from({ length: drawn }, (_, slot) => rowIn(slot, first, drawn));
};

describe('the grid', () => {
  it('fills the width with whole cards, larger ones in a wide window', () => {
    expect(layout(1232)).toEqual({ columns: 7, cardWidth: 162, posterHeight: 288, rowHeight: 360 });
    expect(layout(2512)).toEqual({ columns: 10, cardWidth: 236, posterHeight: 420, rowHeight: 492 });
    expect(layout(100).columns).toBe(2);
  });

  it('draws the rows that are seen, and at least one more at each side where there is one', () => {
    for (const scrolled of [0, 1, 359, 360, 3600, 3601, 50_000, 143 * 360 - 700, 99_999]) {
      const rows = drawnAt(scrolled, 700, 360, 143);
      const top = Math.min(scrolled, 143 * 360 - 700);
      const [from, to] = [Math.max(0, Math.floor(top / 360) - 1), Math.min(142, Math.ceil((top + 700) / 360))];
      for (let row = from; row <= to; row += 1) expect(rows, `row ${row} at ${scrolled}`).toContain(row);
    }
    expect(drawnAt(99_999, 700, 360, 3)).toEqual([0, 1, 2]);
    expect(drawnAt(0, 700, 360, 0)).toEqual([]);
  });

  it('gives the slot of a row that leaves to the one that comes, and touches no other', () => {
    let before = drawnAt(0, 700, 360, 143);
    for (let scrolled = 40; scrolled < 5000; scrolled += 40) {
      const after = drawnAt(scrolled, 700, 360, 143);
      expect(after.filter((row, slot) => row !== before[slot]).length, `at ${scrolled}`).toBeLessThanOrEqual(1);
      expect(new Set(after).size).toBe(before.length);
      before = after;
    }
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

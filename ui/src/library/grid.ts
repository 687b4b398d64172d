/** Where cards stand in the grid, and where a key moves to. Pixels and counts only. */

/** Narrowest card, space between cards, and the height of the words under a poster. */
export const CARD_WIDTH = 158;
export const GAP = 16;
export const WORDS_HEIGHT = 72;
/** Rows kept ready above and below what is seen. */
const SPARE = 1;

export type Layout = { columns: number; cardWidth: number; rowHeight: number };

export function layout(width: number): Layout {
  const columns = Math.max(2, Math.floor((width + GAP) / (CARD_WIDTH + GAP)));
  const cardWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  return { columns, cardWidth, rowHeight: Math.round((cardWidth * 16) / 9) + WORDS_HEIGHT };
}

/** Rows to draw for a window onto the grid: the first, and the one after the last. */
export function rowsInView(scrolled: number, height: number, rowHeight: number, rows: number): [number, number] {
  const first = Math.max(0, Math.floor(scrolled / rowHeight) - SPARE);
  const end = Math.min(rows, Math.ceil((scrolled + height) / rowHeight) + SPARE);
  return [Math.min(first, rows), Math.max(end, Math.min(first, rows))];
}

/** More rows than can be in view at once. */
export function rowsInPool(height: number, rowHeight: number): number {
  return Math.ceil(height / rowHeight) + 1 + 2 * SPARE;
}

/** The card a key leads to; null where the key is no business of the grid. At an edge it stays. */
export function moved(index: number, key: string, columns: number, count: number, rowsOnPage: number): number | null {
  const clamp = (to: number): number => Math.max(0, Math.min(count - 1, to));
  const column = index % columns;
  const lastRow = Math.floor((count - 1) / columns);
  const row = Math.floor(index / columns);
  const inRow = (to: number): number => clamp(Math.max(0, Math.min(lastRow, to)) * columns + column);
  switch (key) {
    case 'ArrowLeft': return clamp(index - 1);
    case 'ArrowRight': return clamp(index + 1);
    case 'ArrowUp': return row === 0 ? index : inRow(row - 1);
    case 'ArrowDown': return row === lastRow ? index : inRow(row + 1);
    case 'PageUp': return inRow(row - rowsOnPage);
    case 'PageDown': return inRow(row + rowsOnPage);
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}

/** How far to scroll so that a row is wholly seen; null where it is already. */
export function scrollFor(row: number, rowHeight: number, scrolled: number, height: number): number | null {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  if (top + rowHeight > scrolled + height) return top + rowHeight - height;
  return null;
}

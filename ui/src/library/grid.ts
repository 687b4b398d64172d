/** Where cards stand in the grid, and where a key moves to. Pixels and counts only. */

/** Narrowest and widest card wished for, space between cards, and the height of the words under a poster. */
export const NARROWEST = 158;
export const WIDEST = 220;
export const GAP = 16;
export const WORDS_HEIGHT = 72;
/** Cards there should be in a row of a wide window, before they are as wide as they may be. */
const ROW = 10;
/** Rows kept ready above and below what is seen. */
const SPARE = 1;

export type Layout = { columns: number; cardWidth: number; posterHeight: number; rowHeight: number };

export function layout(width: number): Layout {
  const wanted = Math.min(WIDEST, Math.max(NARROWEST, width / ROW));
  const columns = Math.max(2, Math.floor((width + GAP) / (wanted + GAP)));
  const cardWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  const posterHeight = Math.round((cardWidth * 16) / 9);
  return { columns, cardWidth, posterHeight, rowHeight: posterHeight + WORDS_HEIGHT };
}

/** How many rows are drawn: always the same number, more than can be in view at once, so that a row that comes takes the place of one that left. */
export function rowsDrawn(height: number, rowHeight: number, rows: number): number {
  return Math.min(rows, Math.ceil(height / rowHeight) + 1 + 2 * SPARE);
}

/** The first of the drawn rows. */
export function firstDrawn(scrolled: number, rowHeight: number, rows: number, drawn: number): number {
  return Math.max(0, Math.min(rows - drawn, Math.floor(scrolled / rowHeight) - SPARE));
}

/** The row a slot draws. A row keeps its slot for as long as it is drawn; one that leaves hands it to the one that comes. */
export function rowIn(slot: number, first: number, drawn: number): number {
  return first + ((((slot - first) % drawn) + drawn) % drawn);
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

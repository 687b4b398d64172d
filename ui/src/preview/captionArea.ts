/** Moving and resizing the caption box, in units of a 1080x1920 frame. Pure. */
import type { PixelRect } from '../api/bindings';

export type Grip = 'move' | 'left' | 'right' | 'top' | 'bottom';
export const FRAME = { width: 1080, height: 1920 } as const;
const LEAST = { width: 240, height: 90 } as const;
const PULL = 14;

const limit = (value: number, least: number, most: number): number => Math.round(Math.max(least, Math.min(most, value)));

export function dragged(area: PixelRect, grip: Grip, dx: number, dy: number): PixelRect {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  switch (grip) {
    case 'move': {
      let left = limit(area.left + dx, 0, FRAME.width - width);
      const middle = Math.round((FRAME.width - width) / 2);
      // The middle draws it in: captions are nearly always centred.
      if (Math.abs(left - middle) < PULL) left = middle;
      const top = limit(area.top + dy, 0, FRAME.height - height);
      return { left, top, right: left + width, bottom: top + height };
    }
    case 'left': return { ...area, left: limit(area.left + dx, 0, area.right - LEAST.width) };
    case 'right': return { ...area, right: limit(area.right + dx, area.left + LEAST.width, FRAME.width) };
    case 'top': return { ...area, top: limit(area.top + dy, 0, area.bottom - LEAST.height) };
    case 'bottom': return { ...area, bottom: limit(area.bottom + dy, area.top + LEAST.height, FRAME.height) };
  }
}

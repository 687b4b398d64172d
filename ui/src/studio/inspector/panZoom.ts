/**
 * Pan and zoom over a still: where its two parts lie on the picture, what lies under a pointer, and what moving and
 * resizing makes of a part. Pure; places are thousandths of the picture's width and height, as in the document.
 */
import type { FocusPoint, StillMove } from '../../api/bindings';

export type Shape = { readonly width: number; readonly height: number };
export type End = 'from' | 'to';
/** Named by its middle and by how many thousandths of the largest part of the frame's shape it measures. */
export type Part = { readonly middle: FocusPoint; readonly size: number };
export type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
export type Corner = 'nw' | 'ne' | 'sw' | 'se';
export type Grip = { readonly end: End; readonly corner: Corner | null };

export const SMALLEST = 100;
export const LARGEST = 1000;
const WHOLE = 1000;
/** Near the middle of the picture a part is drawn in. */
const PULL = 12;
/** A pan goes over no more than this share of what is seen: farther is too fast to look at. */
const FARTHEST = 0.6;
/** How close a ready movement comes. */
const CLOSE = 820;
/** With less to go over than this, a pan comes closer first. */
const ROOM = 150;
const CORNERS: readonly Corner[] = ['nw', 'ne', 'sw', 'se'];

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

/** The largest part of a picture that has the frame's shape, in thousandths of the picture. */
export function largestPart(picture: Shape, frame: Shape): Shape {
  const isWide = picture.width * frame.height > picture.height * frame.width;
  return isWide
    ? { width: (WHOLE * picture.height * frame.width) / (frame.height * picture.width), height: WHOLE }
    : { width: WHOLE, height: (WHOLE * picture.width * frame.height) / (frame.width * picture.height) };
}

export function partOf(move: StillMove, end: End): Part {
  return end === 'from' ? { middle: move.from, size: move.from_size } : { middle: move.to, size: move.to_size };
}

export function withPart(move: StillMove, end: End, { middle, size }: Part): StillMove {
  return end === 'from' ? { ...move, from: middle, from_size: size } : { ...move, to: middle, to_size: size };
}

export function turnedRound(move: StillMove): StillMove {
  return { from: move.to, from_size: move.to_size, to: move.from, to_size: move.from_size };
}

/** Where a part lies. One whose middle is too near an edge lies at that edge, as it is rendered. */
export function boxOf({ middle, size }: Part, largest: Shape): Box {
  const [width, height] = [(largest.width * size) / LARGEST, (largest.height * size) / LARGEST];
  return { left: clamp(middle.x - width / 2, 0, WHOLE - width), top: clamp(middle.y - height / 2, 0, WHOLE - height), width, height };
}

function partAt(left: number, top: number, size: number, largest: Shape): Part {
  const [width, height] = [(largest.width * size) / LARGEST, (largest.height * size) / LARGEST];
  const middle = (start: number, length: number): number => Math.round(clamp(start, 0, WHOLE - length) + length / 2);
  return { middle: { x: middle(left, width), y: middle(top, height) }, size };
}

export function moved(part: Part, dx: number, dy: number, largest: Shape): Part {
  const box = boxOf(part, largest);
  return partAt(box.left + dx, box.top + dy, part.size, largest);
}

/** The middle of the picture draws it in: there the eye expects it. */
export function drawnIn(part: Part): Part {
  const toMiddle = (at: number): number => (Math.abs(at - WHOLE / 2) < PULL ? WHOLE / 2 : at);
  return { ...part, middle: { x: toMiddle(part.middle.x), y: toMiddle(part.middle.y) } };
}

/** About its own middle. */
export function resized(part: Part, size: number, largest: Shape): Part {
  const box = boxOf(part, largest);
  const next = Math.round(clamp(size, SMALLEST, LARGEST));
  const grown = (length: number): number => (length * next) / LARGEST;
  return partAt(box.left + (box.width - grown(largest.width)) / 2, box.top + (box.height - grown(largest.height)) / 2, next, largest);
}

/** A corner taken to a point. The corner across stays, and the part keeps the frame's shape and within the picture. */
export function pulled(part: Part, corner: Corner, x: number, y: number, largest: Shape): Part {
  const box = boxOf(part, largest);
  const [isWest, isNorth] = [corner === 'nw' || corner === 'sw', corner === 'nw' || corner === 'ne'];
  const across = { x: isWest ? box.left + box.width : box.left, y: isNorth ? box.top + box.height : box.top };
  const asked = Math.max((isWest ? across.x - x : x - across.x) / largest.width, (isNorth ? across.y - y : y - across.y) / largest.height);
  const room = Math.min((isWest ? across.x : WHOLE - across.x) / largest.width, (isNorth ? across.y : WHOLE - across.y) / largest.height);
  const size = Math.round(clamp(Math.min(asked, room) * LARGEST, SMALLEST, LARGEST));
  const [width, height] = [(largest.width * size) / LARGEST, (largest.height * size) / LARGEST];
  return partAt(isWest ? across.x - width : across.x, isNorth ? across.y - height : across.y, size, largest);
}

/**
 * What a pointer takes hold of: a corner, of the active part first; else the part it is in, of both the smaller one and
 * of two alike the active one. `reach`: how near to a corner is near enough, along and down.
 */
export function gripAt(move: StillMove, active: End, x: number, y: number, reach: Shape, largest: Shape): Grip | null {
  const ends: readonly End[] = active === 'from' ? ['from', 'to'] : ['to', 'from'];
  for (const end of ends) {
    const { left, top, width, height } = boxOf(partOf(move, end), largest);
    const corner = CORNERS.find((one) => {
      const [cornerX, cornerY] = [one === 'ne' || one === 'se' ? left + width : left, one === 'sw' || one === 'se' ? top + height : top];
      return Math.abs(x - cornerX) <= reach.width && Math.abs(y - cornerY) <= reach.height;
    });
    if (corner) return { end, corner };
  }
  const inside = ends.filter((end) => {
    const { left, top, width, height } = boxOf(partOf(move, end), largest);
    return x >= left && x <= left + width && y >= top && y <= top + height;
  });
  const [first, second] = inside;
  if (first === undefined) return null;
  const isSmaller = second !== undefined && partOf(move, second).size < partOf(move, first).size;
  return { end: isSmaller ? second : first, corner: null };
}

export const WAYS = ['in', 'out', 'right', 'left', 'down', 'up'] as const;
export type Way = (typeof WAYS)[number];

/** A movement ready to use, about the middle of the one there is. */
export function ready(way: Way, move: StillMove, largest: Shape): StillMove {
  const middle = { x: Math.round((move.from.x + move.to.x) / 2), y: Math.round((move.from.y + move.to.y) / 2) };
  const between = (from: Part, to: Part): StillMove => ({ from: from.middle, from_size: from.size, to: to.middle, to_size: to.size });
  const within = (part: Part): Part => moved(part, 0, 0, largest);
  if (way === 'in' || way === 'out') {
    const closing = between(within({ middle, size: LARGEST }), within({ middle, size: CLOSE }));
    return way === 'in' ? closing : turnedRound(closing);
  }
  const isAcross = way === 'left' || way === 'right';
  // A picture of the frame's own shape has no room to pan over all of it.
  const size = WHOLE - (isAcross ? largest.width : largest.height) >= ROOM ? LARGEST : CLOSE;
  const length = ((isAcross ? largest.width : largest.height) * size) / LARGEST;
  const travel = Math.min(WHOLE - length, length * FARTHEST);
  const centre = clamp(isAcross ? middle.x : middle.y, length / 2 + travel / 2, WHOLE - length / 2 - travel / 2);
  const part = (at: number): Part => within({ middle: isAcross ? { x: at, y: middle.y } : { x: middle.x, y: at }, size });
  const [first, last] = [part(centre - travel / 2), part(centre + travel / 2)];
  return way === 'right' || way === 'down' ? between(first, last) : between(last, first);
}

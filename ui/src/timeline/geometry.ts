/** Frames and pixels of the timeline: where things are, what lies under a point, where a drag snaps. No state, no page. */
import type { Frames, SegmentId } from '../api/bindings';

/** Pixels a frame takes, at which content begins, and how much of it is seen. */
export type Scale = { readonly perFrame: number; readonly scroll: number; readonly width: number };

/** One included segment on the lane. */
export type Clip = { readonly id: SegmentId; readonly index: number; readonly start: Frames; readonly end: Frames };
/** A run of segments that are off, folded to nothing at a frame. */
export type Fold = { readonly ids: readonly SegmentId[]; readonly first: number; readonly at: Frames };
export type Lane = { readonly clips: readonly Clip[]; readonly folds: readonly Fold[]; readonly order: readonly SegmentId[]; readonly length: Frames };

export type Edge = 'start' | 'end';
export type Target =
  | { readonly kind: 'ruler' } | { readonly kind: 'empty' } | { readonly kind: 'fold'; readonly ids: readonly SegmentId[] }
  | { readonly kind: 'clip'; readonly id: SegmentId } | { readonly kind: 'edge'; readonly id: SegmentId; readonly edge: Edge };

export const MIN_PER_FRAME = 0.02;
export const MAX_PER_FRAME = 24;
export const EDGE_WIDTH = 7;
export const SNAP_DISTANCE = 8;

export const toPixels = (frame: number, scale: Scale): number => frame * scale.perFrame - scale.scroll;
export const toFrames = (x: number, scale: Scale): number => (x + scale.scroll) / scale.perFrame;

export function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

/** The frame under a pixel, inside the video. */
export function frameAt(x: number, scale: Scale, length: Frames): Frames {
  return clamp(Math.round(toFrames(x, scale)), 0, Math.max(0, length - 1));
}

/** Content is a little wider than the video, so that its end can be grabbed; no wider than what is seen where that fits. */
export function contentWidth(length: Frames, scale: Scale): number {
  const end = Math.ceil(length * scale.perFrame);
  return end + 40 <= scale.width ? scale.width : end + 160;
}

export function fitting(length: Frames, width: number): number {
  const room = Math.max(1, width - 56);
  return clamp(room / Math.max(1, length), MIN_PER_FRAME, MAX_PER_FRAME);
}

/** Zoomed by a factor while the frame under `x` stays under it. */
export function zoomed(scale: Scale, factor: number, x: number, length: Frames): Scale {
  const least = Math.min(MIN_PER_FRAME, fitting(length, scale.width));
  const perFrame = clamp(scale.perFrame * factor, least, MAX_PER_FRAME);
  const next = { ...scale, perFrame };
  const scroll = toFrames(x, scale) * perFrame - x;
  return { ...next, scroll: clamp(scroll, 0, Math.max(0, contentWidth(length, next) - scale.width)) };
}

/** The scroll that brings a frame into sight, with room around it; unchanged where it is in sight. */
export function revealing(frame: Frames, scale: Scale, length: Frames, margin = 48): number {
  const x = toPixels(frame, scale);
  const most = Math.max(0, contentWidth(length, scale) - scale.width);
  if (x < margin) return clamp(scale.scroll + x - margin, 0, most);
  if (x > scale.width - margin) return clamp(scale.scroll + x - scale.width + margin, 0, most);
  return scale.scroll;
}

export type Tick = { readonly frame: Frames; readonly isMajor: boolean };

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600] as const;

/** Marks of the ruler in sight: numbered ones at least 64 pixels apart, small ones between where there is room. */
export function ticks(scale: Scale, fps: number, length: Frames): Tick[] {
  const perSecond = scale.perFrame * fps;
  const step = SECONDS.find((seconds) => seconds * perSecond >= 64) ?? 600;
  const small = [0.2, 0.5, 1, 2, 5, 10, 30, 60].find((seconds) => seconds < step && step % seconds < 1e-9 && seconds * perSecond >= 9);
  const between = small === undefined ? 1 : Math.round(step / small);
  const each = (step * fps) / between;
  const first = Math.max(0, Math.floor(toFrames(-40, scale) / each));
  const last = Math.ceil(toFrames(scale.width, scale) / each);
  const marks: Tick[] = [];
  for (let index = first; index <= last; index += 1) {
    const frame = Math.round(index * each);
    if (frame > length + fps * 600) break;
    marks.push({ frame, isMajor: index % between === 0 });
  }
  return marks;
}

/** The clips a stretch of pixels shows, with some beyond both ends so that scrolling finds them drawn. */
export function inSight<T extends { readonly start: Frames; readonly end: Frames }>(items: readonly T[], scale: Scale, beyond = 200): readonly T[] {
  const from = toFrames(-beyond, scale);
  const to = toFrames(scale.width + beyond, scale);
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.end ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const seen: T[] = [];
  for (let index = low; index < items.length; index += 1) {
    const item = items[index];
    if (!item || item.start > to) break;
    seen.push(item);
  }
  return seen;
}

export type Snapped = { readonly frame: number; readonly at: Frames | null };

/** The nearest of the targets, or of whole seconds, within a few pixels; else the frame itself. */
export function snap(frame: number, targets: readonly Frames[], scale: Scale, fps: number): Snapped {
  const reach = SNAP_DISTANCE / scale.perFrame;
  const nearest = targets.reduce<number | null>(
    (best, target) => (Math.abs(target - frame) <= reach && (best === null || Math.abs(target - frame) < Math.abs(best - frame)) ? target : best),
    null,
  );
  if (nearest !== null) return { frame: nearest, at: nearest };
  const second = Math.round(Math.round(frame / fps) * fps);
  // A second snaps more weakly than what the eye can see, and not where seconds are a few pixels apart.
  if (fps * scale.perFrame >= 40 && Math.abs(second - frame) <= reach / 2) return { frame: second, at: second };
  return { frame: Math.round(frame), at: null };
}

export function snapTargets(lane: Lane, playhead: Frames, without: readonly SegmentId[] = []): Frames[] {
  const targets = new Set<Frames>([0, playhead, lane.length]);
  for (const clip of lane.clips) {
    if (without.includes(clip.id)) continue;
    targets.add(clip.start);
    targets.add(clip.end);
  }
  return [...targets];
}

/** What lies under a point of the segment lane. Handles are inside the clip and never take more than a third of it. */
export function hit(lane: Lane, x: number, scale: Scale): Target {
  for (const fold of lane.folds) {
    if (Math.abs(toPixels(fold.at, scale) - x) <= FOLD_WIDTH / 2) return { kind: 'fold', ids: fold.ids };
  }
  const frame = toFrames(x, scale);
  // In an overlap the later segment lies on top.
  const clip = lane.clips.findLast((one) => frame >= one.start && frame < one.end);
  if (!clip) return { kind: 'empty' };
  const reach = Math.min(EDGE_WIDTH, ((clip.end - clip.start) * scale.perFrame) / 3);
  if (x - toPixels(clip.start, scale) <= reach) return { kind: 'edge', id: clip.id, edge: 'start' };
  if (toPixels(clip.end, scale) - x <= reach) return { kind: 'edge', id: clip.id, edge: 'end' };
  return { kind: 'clip', id: clip.id };
}

export const FOLD_WIDTH = 16;

/** Clips touched by a marquee. */
export function within(lane: Lane, fromX: number, toX: number, scale: Scale): SegmentId[] {
  const [left, right] = fromX < toX ? [fromX, toX] : [toX, fromX];
  const [from, to] = [toFrames(left, scale), toFrames(right, scale)];
  return lane.clips.filter((clip) => clip.end > from && clip.start < to).map((clip) => clip.id);
}

/** Where dragged segments would land: a place among those that stay, and the frame of the joint it is shown at. */
export type Insertion = { readonly to: number; readonly at: Frames };

export function insertion(lane: Lane, frame: number, moving: readonly SegmentId[]): Insertion {
  const carried = new Set(moving);
  const staying = lane.clips.filter((clip) => !carried.has(clip.id));
  const next = staying.find((clip) => frame < (clip.start + clip.end) / 2);
  const order = lane.order.filter((id) => !carried.has(id));
  if (next) return { to: order.indexOf(next.id), at: next.start };
  const last = staying.at(-1);
  // Behind the last that is seen, and so before what is off behind it.
  return last ? { to: order.indexOf(last.id) + 1, at: last.end } : { to: order.length, at: 0 };
}

/** Whether a move to a place among those that stay changes anything. */
export function isSameOrder(order: readonly SegmentId[], moving: readonly SegmentId[], to: number): boolean {
  const carried = new Set(moving);
  const staying = order.filter((id) => !carried.has(id));
  const moved = order.filter((id) => carried.has(id));
  const after = [...staying.slice(0, to), ...moved, ...staying.slice(to)];
  return after.every((id, index) => id === order[index]);
}

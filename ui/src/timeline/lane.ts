/** The lanes of an open project, ready to be drawn and hit. */
import type { Desk, FrameRange, Frames, Segment } from '../api/bindings';
import type { Clip, Fold, Lane } from './geometry';

export function laneOf(desk: Desk): Lane {
  const placed = new Map(desk.placed.map((one) => [one.segment, one]));
  const clips: Clip[] = [];
  const folds: { ids: string[]; first: number; at: Frames }[] = [];
  let end = 0;
  let open: { ids: string[]; first: number; at: Frames } | null = null;
  desk.document.segments.forEach((segment, index) => {
    const place = placed.get(segment.id);
    if (place) {
      clips.push({ id: segment.id, index, start: place.range[0], end: place.range[1] });
      end = place.range[1];
      open = null;
    } else if (open) {
      open.ids.push(segment.id);
    } else {
      folds.push((open = { ids: [segment.id], first: index, at: end }));
    }
  });
  const order = desk.document.segments.map((segment) => segment.id);
  return { clips, folds: folds satisfies Fold[], order, length: desk.length };
}

/** Where the reading of a segment sounds. */
export function voiceRange(segment: Segment, start: Frames, end: Frames, fps: number): FrameRange | null {
  const use = segment.voicing;
  if (!use) return null;
  const from = start + use.lead;
  const to = Math.min(end, from + Math.ceil(((use.to - use.from) / 1000) * fps));
  return to > from ? [from, to] : null;
}

export const fpsOf = (desk: Desk): number => desk.document.format.rate.num / desk.document.format.rate.den;
export const msOf = (frames: Frames, fps: number): number => (frames / fps) * 1000;

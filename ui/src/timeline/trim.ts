/** Trimming and slipping: how far it may go, and the edit it comes to. Pure. */
import type { Edit, FrameRange, Frames, Segment } from '../api/bindings';
import { clamp, type Edge } from './geometry';

/** Shorter than this a segment can be neither seen nor grabbed. */
export const SHORTEST: Frames = 6;
export const LONGEST: Frames = 30 * 60;

type Bounds = readonly [least: number, most: number];
export type TrimLimits = { readonly start: Bounds; readonly end: Bounds; readonly slip: Bounds };

function clipOf(segment: Segment): { source: Frames; from: Frames; to: Frames } | null {
  const extent = segment.picture?.extent;
  return extent?.kind === 'clip' ? { source: extent.length, from: extent.trim[0], to: extent.trim[1] } : null;
}

/** The part of the clip a segment of that length shows. */
function shown(clip: { from: Frames; to: Frames }, length: Frames): Frames {
  return Math.min(clip.to - clip.from, length);
}

/** By how many frames each edge, and the clip under them, may be moved to the right. */
export function trimLimits(segment: Segment, length: Frames): TrimLimits {
  const clip = clipOf(segment);
  const cut = length - SHORTEST;
  const longer = Math.max(0, LONGEST - length);
  return {
    start: clip ? [-Math.min(clip.from, longer), Math.max(0, Math.min(cut, clip.to - clip.from - 1))] : [-longer, Math.max(0, cut)],
    end: [-Math.max(0, cut), longer],
    slip: clip ? [-(clip.source - shown(clip, length) - clip.from), clip.from] : [0, 0],
  };
}

/** Trimming says how long the segment is, whatever its voice; an end pulled out shows more of the clip where there is more. */
export function trimEdit(segment: Segment, length: Frames, edge: Edge, by: number): Edit | null {
  const limits = trimLimits(segment, length)[edge];
  const moved = clamp(Math.round(by), limits[0], limits[1]);
  if (moved === 0) return null;
  const frames = edge === 'start' ? length - moved : length + moved;
  const fixed: Edit = { kind: 'set_length_rule', segments: [segment.id], length: { kind: 'fixed', frames } };
  const clip = clipOf(segment);
  if (!clip) return fixed;
  const trim: FrameRange =
    edge === 'start' ? [clip.from + moved, clip.to] : [clip.from, Math.max(clip.to, Math.min(clip.source, clip.from + frames))];
  if (trim[0] === clip.from && trim[1] === clip.to) return fixed;
  return { kind: 'several', edits: [fixed, { kind: 'trim', segment: segment.id, trim }] };
}

/** Dragged to the right, the clip under a segment shows what came earlier. */
export function slipEdit(segment: Segment, length: Frames, by: number): Edit | null {
  const clip = clipOf(segment);
  const limits = trimLimits(segment, length).slip;
  const moved = clamp(Math.round(by), limits[0], limits[1]);
  if (!clip || moved === 0) return null;
  const start = clip.from - moved;
  const size = shown(clip, length);
  if (size === clip.to - clip.from) return { kind: 'slip', segment: segment.id, start };
  return { kind: 'trim', segment: segment.id, trim: [start, start + size] };
}

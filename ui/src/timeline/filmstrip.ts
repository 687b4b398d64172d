/** The pictures along a clip: which, how wide, and how far they begin before it. */
import type { Segment, SegmentStanding } from '../api/bindings';
import { clamp } from './geometry';

export type Strip = { readonly src: string; readonly width: number; readonly left: number };

const PICTURE_WIDTH = 36;
const HEIGHT = 96;

/** Few different counts, so that zooming asks for few different pictures. */
export function pictures(width: number): number {
  const wanted = clamp(Math.ceil(width / PICTURE_WIDTH), 1, 24);
  return [1, 2, 3, 4, 6, 8, 12, 16, 24].find((count) => count >= wanted) ?? 24;
}

export function stripOf(segment: Segment, standing: SegmentStanding, perFrame: number, media: string): Strip | null {
  const use = segment.picture;
  if (!use) return null;
  const address = `${media}/take/${use.take}/strip.jpg`;
  if (use.extent.kind === 'still') {
    const width = standing.length * perFrame;
    return { src: `${address}?n=${pictures(width)}&h=${HEIGHT}`, width, left: 0 };
  }
  // The strip shows the whole take, as slow as it plays, moved so that what is trimmed lies outside.
  const stretched = (perFrame * 100) / Math.max(1, standing.speed);
  const width = use.extent.length * stretched;
  return { src: `${address}?n=${pictures(width)}&h=${HEIGHT}`, width, left: -use.extent.trim[0] * stretched };
}

/** Which stretch of a segment's text is being said at a frame. Pure. */
import type { CueWord, Frames, PlacedCue, SegmentId } from '../api/bindings';

export type Stretch = readonly [from: number, to: number];

/** Spaces of all kinds count as one and the same: captions keep punctuation close with spaces that do not break. */
const flat = (text: string): string => text.replace(/\s/g, ' ');

function find(text: string, word: string, from: number): Stretch | null {
  const wanted = flat(word).trim();
  const at = flat(text).indexOf(wanted, from);
  return at < 0 || wanted === '' ? null : [at, at + wanted.length];
}

/** The place of each word in the text; words that are not found there (corrected or odd ones) have none. */
export function placesOf(text: string, words: readonly CueWord[]): (Stretch | null)[] {
  let from = 0;
  return words.map((word) => {
    const place = find(text, word.text, from);
    if (place) from = place[1];
    return place;
  });
}

export function spokenStretch(text: string, cues: readonly PlacedCue[], segment: SegmentId, frame: Frames): Stretch | null {
  const words = cues.filter((cue) => cue.segment === segment).flatMap((cue) => cue.cue.words);
  // A word stays lit until the next begins, so that pauses do not flicker.
  const at = words.findLastIndex((word) => word.said[0] <= frame);
  const last = words[at];
  if (!last || (at === words.length - 1 && frame >= last.said[1])) return null;
  return placesOf(text, words)[at] ?? null;
}

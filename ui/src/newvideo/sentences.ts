/** How a script is cut into segments, shown while it is written; the program has the last word. */

/** Words a narrator says in a second, and the breath between two segments. */
const WORDS_A_SECOND = 2.6;
const BREATH = 0.3;
/** Characters a second, in scripts that are written without spaces. */
const SIGNS_A_SECOND = 6;
/** A sentence shorter than this joins its neighbour, while both together stay shorter than a clip may be. */
const SHORT = 1.6;
const LONG = 7;

export type Piece = { text: string; seconds: number };

const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/** How long a text takes to say, in seconds. */
export function secondsOf(text: string): number {
  const signs = text.match(SPACELESS)?.length ?? 0;
  const words = text.replace(SPACELESS, ' ').split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  return words === 0 && signs === 0 ? 0 : words / WORDS_A_SECOND + signs / SIGNS_A_SECOND + BREATH;
}

function sentences(paragraph: string, language: string): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  const line = paragraph.replace(/\s*\n\s*/gu, ' ');
  return [...segmenter.segment(line)].map(({ segment }) => segment.trim()).filter((text) => secondsOf(text) > 0);
}

function joinShort(texts: readonly string[]): Piece[] {
  const found: Piece[] = [];
  for (const text of texts) {
    const last = found.at(-1);
    const seconds = secondsOf(text);
    const isShort = seconds < SHORT || (last !== undefined && last.seconds < SHORT);
    if (last && isShort && last.seconds + seconds <= LONG) found[found.length - 1] = { text: `${last.text} ${text}`, seconds: last.seconds + seconds - BREATH };
    else found.push({ text, seconds });
  }
  return found;
}

/** The segments of a script: one a sentence; very short ones join their neighbour; a blank line always cuts. */
export function pieces(text: string, language: string): Piece[] {
  return text.split(/\n\s*\n/u).flatMap((paragraph) => joinShort(sentences(paragraph, language)));
}

export function totalSeconds(parts: readonly Piece[]): number {
  return parts.reduce((sum, part) => sum + part.seconds, 0);
}

const TITLE_WORDS = 6;

/** A title for a script that was given none. */
export function firstWords(text: string): string {
  const words = text.trim().split(/\s+/u);
  const title = words.slice(0, TITLE_WORDS).join(' ').replace(/[.,;:!?…]+$/u, '');
  return words.length > TITLE_WORDS ? `${title}…` : title;
}

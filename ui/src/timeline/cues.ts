/** Breaks between captions, as the indices of the words that begin one. Pure. */
export function splitCue(starts: readonly number[], word: number): number[] {
  return [...new Set([0, ...starts, word])].sort((a, b) => a - b);
}

/** Takes away the break before a word: the caption it began joins the one before. */
export function joinCue(starts: readonly number[], word: number): number[] {
  return [...new Set([0, ...starts.filter((start) => start !== word)])].sort((a, b) => a - b);
}

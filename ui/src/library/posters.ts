/**
 * Pictures are asked for a few in each frame: asking for one costs more than all the words of its card, and one that has
 * been scrolled past before its turn is never asked for.
 */

/** Few enough to go unnoticed beside the words of a row that comes. */
const EACH_FRAME = 2;

const waiting = new Set<() => void>();
let isRunning = false;

function next(): void {
  for (const act of [...waiting].slice(0, EACH_FRAME)) {
    waiting.delete(act);
    act();
  }
  isRunning = waiting.size > 0;
  if (isRunning) requestAnimationFrame(next);
}

/** Runs `act` when its turn comes, unless the answer is called before. */
export function inTurn(act: () => void): () => void {
  waiting.add(act);
  if (!isRunning) {
    isRunning = true;
    requestAnimationFrame(next);
  }
  return () => void waiting.delete(act);
}

/**
 * How long the timeline's work takes while something is dragged: script and layout of each event, for the end-to-end test.
 * Off unless a test starts it through `globalThis.bobineFrames`; costs one comparison then.
 */
import { flushSync } from 'svelte';

export type FrameTimes = { readonly count: number; readonly p50: number; readonly p95: number; readonly max: number };

let times: number[] | null = null;

export function measured<T>(work: () => T): T {
  if (times === null) return work();
  const kept = times;
  times = null;
  const start = performance.now();
  const result = work();
  flushSync();
  // Reading a size makes the page lay itself out now, inside what is measured.
  void document.body.offsetHeight;
  kept.push(performance.now() - start);
  times = kept;
  return result;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const frames = {
  start: (): void => void (times = []),
  stop: (): FrameTimes => {
    const kept = times ?? [];
    times = null;
    return { count: kept.length, p50: percentile(kept, 0.5), p95: percentile(kept, 0.95), max: Math.max(0, ...kept) };
  },
};

declare global {
  var bobineFrames: typeof frames | undefined;
}

/** The loudness of readings along their time: fetched once each, kept for the life of the window since a reading never changes. */
export class Peaks {
  values = $state.raw<readonly number[] | null>(null);
  rate = 50;
}

const known = new Map<string, Peaks>();

export function peaksOf(media: string, reading: string): Peaks {
  const found = known.get(reading);
  if (found) return found;
  const peaks = new Peaks();
  known.set(reading, peaks);
  void load(`${media}/reading/${reading}/peaks?rate=50`, peaks).catch(() => known.delete(reading));
  return peaks;
}

async function load(address: string, peaks: Peaks): Promise<void> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`no peaks: ${answer.status}`);
  const body: unknown = await answer.json();
  if (typeof body !== 'object' || body === null || !('peaks' in body) || !Array.isArray(body.peaks)) throw new Error('no peaks');
  if ('rate' in body && typeof body.rate === 'number') peaks.rate = body.rate;
  peaks.values = body.peaks.filter((value): value is number => typeof value === 'number');
}

/** Upright strokes around the middle of a box `count` wide and 30 high. */
export function bars(values: readonly number[], rate: number, from: number, to: number, count: number): string {
  const first = (from / 1000) * rate;
  const each = (((to - from) / 1000) * rate) / count;
  let path = '';
  for (let index = 0; index < count; index += 1) {
    const start = Math.floor(first + index * each);
    const end = Math.max(start + 1, Math.ceil(first + (index + 1) * each));
    let loudest = 0;
    for (let at = start; at < end; at += 1) loudest = Math.max(loudest, values[at] ?? 0);
    const half = 0.6 + (loudest / 255) * 12.5;
    path += `M${index + 0.5} ${(15 - half).toFixed(1)}V${(15 + half).toFixed(1)}`;
  }
  return path;
}

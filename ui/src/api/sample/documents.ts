/** Documents of the made-up videos, and what is derived from a document. Times are plausible, not exact. */
import type * as B from '../bindings';
import type { SampleScript } from './scripts';

export const RATE = 30;
const CLIP_PRICE = 300_000;
const WORD_MS = 340;

export const frames = (ms: number): B.Frames => Math.round((ms * RATE) / 1000);
export const millis = (count: B.Frames): B.Millis => Math.round((count * 1000) / RATE);
export const wordsOf = (text: string): string[] => text.split(/\s+/u).filter(Boolean);

export const sampleVoice: B.VoiceChoice = { provider: 'embedded', voice: 'bf_emma', speed: 100, pitch: 100 };

export function reading(id: string, text: string, voice: B.VoiceChoice = sampleVoice): B.ReadingUse {
  const words = wordsOf(text).map((word, index) => ({ text: word, start: index * WORD_MS, end: index * WORD_MS + WORD_MS - 40 }));
  return { reading: `r-${id}`, said: text, voice, from: 0, to: words.length * WORD_MS + 200, lead: 3, words };
}

export function segment(id: string, narration: string, prompt: string): B.Segment {
  return {
    id, ancestors: [], narration, spoken: null, prompt, target: 5 * RATE, length: { kind: 'fit_voice' }, is_included: true, picture: null,
    voicing: narration ? reading(id, narration) : null, fit: 'slow_then_hold', framing: { kind: 'cover', focus: { x: 500, y: 500 } },
    transition: { kind: 'cut', frames: 0 }, cue_starts: null,
  };
}

export function documentOf(script: SampleScript, id: string, ready: number): B.Document {
  return {
    title: script.title, language: script.language, format: { width: 1080, height: 1920, rate: { num: RATE, den: 1 } }, voice: sampleVoice,
    pronunciations: [], captions: { is_shown: true, preset: 'outline', area: { left: 120, top: 288, right: 888, bottom: 1248 } },
    music: { kind: 'loop', name: 'calm' },
    mix: { voice: 0, music: -120, duck_depth: 120, duck_attack: 200, duck_release: 400, clip_sound: null },
    segments: script.lines.map(([narration, prompt], index) => {
      const made = segment(`${id}-s${index + 1}`, narration, prompt);
      const picture: B.TakeUse = { take: `${id}-t${index + 1}`, extent: { kind: 'clip', length: 150, trim: [0, 150] } };
      return index < ready ? { ...made, picture } : made;
    }),
  };
}

/** Takes of one segment of a made-up video: what it shows, and two it does not. */
export function takesOf(of: B.Segment, number: number, now: number): B.TakeView[] {
  if (!of.picture) return [];
  const chosen = of.picture.take;
  const view = (take: string, at: number, provider: string, model: string, cost_micros: number): B.TakeView => ({
    number: at, take, segment: number, is_chosen: take === chosen, provider, model, prompt: of.prompt, seed: 100 + at, cost_micros,
    duration_ms: 5000, created_ms: now - at * 3_600_000, path: `/library/media/${take}.mp4`, is_still: false,
  });
  const takes = [view(`${of.id}-a`, 1, 'luma', 'ray-3.2', CLIP_PRICE), view(`${of.id}-b`, 2, 'runway', 'gen4.5', 2 * CLIP_PRICE), view(`${of.id}-c`, 3, 'embedded', 'sketch', 0)];
  return takes.some((take) => take.is_chosen) ? takes : [view(chosen, 1, 'luma', 'ray-3.2', CLIP_PRICE), ...takes.slice(1)];
}

export function lengthOf(of: B.Segment): B.Frames {
  if (of.length.kind === 'fixed') return of.length.frames;
  const spoken = of.voicing ? frames(of.voicing.to - of.voicing.from) + of.voicing.lead : 0;
  return of.length.kind === 'voice_only' ? Math.max(1, spoken) : Math.max(spoken + 6, 45, of.voicing ? 0 : of.target);
}

/** A script cut at its sentences. */
export function cutOf(text: string): B.ScriptCut {
  const beats = text.split(/(?<=[.!?…])\s+|\n+/u).map((line) => line.trim()).filter(Boolean).map((line): B.Beat => ({ text: line, spoken_ms: wordsOf(line).length * WORD_MS }));
  return { title: beats[0]?.text.replace(/[.,;:]+$/u, '') ?? '', beats, spoken_ms: beats.reduce((sum, beat) => sum + beat.spoken_ms, 0) };
}

export type Derived = Pick<B.Desk, 'length' | 'placed' | 'segments' | 'cues' | 'music_line'>;

/** What the program computes from a document. */
export function derive(document: B.Document, jobs: readonly B.JobView[], takes: ReadonlyMap<B.SegmentId, B.TakeView[]>): Derived {
  const placed: B.PlacedSegment[] = [];
  const cues: B.PlacedCue[] = [];
  let at = 0;
  document.segments.forEach((of, index) => {
    if (!of.is_included) return;
    const overlap = placed.length > 0 && of.transition.kind !== 'cut' ? of.transition.frames : 0;
    const start = Math.max(0, at - overlap);
    const end = start + lengthOf(of);
    placed.push({ segment: of.id, index, range: [start, end], transition: of.transition });
    cues.push(...cuesOf(of, start));
    at = end;
  });
  const segments = document.segments.map((of): B.SegmentStanding => {
    const length = lengthOf(of);
    const job = jobs.find((other) => other.segment_id === of.id);
    const clip = of.picture?.extent.kind === 'clip' ? of.picture.extent.trim[1] - of.picture.extent.trim[0] : length;
    const said = of.spoken ?? of.narration;
    return {
      segment: of.id, state: stateOf(of, job), length, short: of.picture && clip * 1.25 < length ? length - Math.round(clip * 1.25) : 0,
      speed: of.picture && clip < length ? Math.max(80, Math.round((clip / length) * 100)) : 100,
      voice: !said ? 'silent' : !of.voicing ? 'missing' : of.voicing.said === said ? 'ready' : 'stale',
      unheard: of.voicing ? Math.max(0, frames(of.voicing.to - of.voicing.from) + of.voicing.lead - length) : 0,
      takes: (takes.get(of.id) ?? []).map((take) => ({ ...take, is_chosen: take.take === of.picture?.take })),
      price_micros: of.picture ? 0 : CLIP_PRICE,
    };
  });
  const music_line = placed.flatMap(({ range: [start, end] }) => [{ at: start, db: 0 }, { at: start + 6, db: -12 }, { at: end - 12, db: -12 }, { at: end, db: 0 }]);
  return { length: at, placed, segments, cues, music_line };
}

function stateOf(of: B.Segment, job: B.JobView | undefined): B.SegmentState {
  if (!of.is_included) return 'off';
  if (job?.state === 'failed') return 'failed';
  if (job?.state === 'queued' || job?.state === 'submitting') return 'queued';
  if (job?.state === 'running' || job?.state === 'fetching') return 'running';
  return of.picture ? 'ready' : 'slate';
}

function cuesOf(of: B.Segment, start: B.Frames): B.PlacedCue[] {
  if (!of.voicing) return [];
  const { words, lead } = of.voicing;
  const size = Math.max(2, Math.ceil(words.length / Math.max(1, Math.round(words.length / 4))));
  const starts = of.cue_starts ?? words.map((_, index) => index).filter((index) => index % size === 0);
  return starts.map((first, index) => {
    const said = words.slice(first, starts[index + 1] ?? words.length).map((word): B.CueWord => ({
      text: word.text, said: [start + lead + frames(word.start), start + lead + frames(word.end)],
    }));
    const from = said[0]?.said[0] ?? start;
    return { segment: of.id, first_word: first, cue: { frames: [from, said.at(-1)?.said[1] ?? from + 1], words: said } };
  });
}

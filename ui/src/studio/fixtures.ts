/** Small documents for tests. */
import type { Desk, JobView, PlacedSegment, Segment, SegmentStanding, TakeView } from '../api/bindings';

export function segment(part: Partial<Segment> = {}): Segment {
  return {
    id: 's1', ancestors: [], narration: 'Drink a glass of water.', spoken: null, prompt: 'Water in a glass', target: 150, length: { kind: 'fit_voice' },
    is_included: true, picture: null, voicing: null, fit: 'slow_then_hold', framing: { kind: 'cover', focus: { x: 500, y: 500 } },
    transition: { kind: 'cut', frames: 0 }, cue_starts: null, ...part,
  };
}

export function take(part: Partial<TakeView> = {}): TakeView {
  return {
    number: 1, take: 't1', segment: 1, is_chosen: true, provider: 'luma', model: 'ray-3.2', prompt: 'Water in a glass', seed: 7,
    cost_micros: 300_000, duration_ms: 5000, created_ms: 1_790_000_000_000, path: '/library/t1.mp4', is_still: false, ...part,
  };
}

export function job(part: Partial<JobView> = {}): JobView {
  return {
    job: 'j1', kind: 'take', segment: 1, segment_id: 's1', provider: 'luma', state: 'running', progress: 62, reason: null,
    estimate_micros: 300_000, created_ms: 1_790_000_000_000, ...part,
  };
}

export function standing(part: Partial<SegmentStanding> = {}): SegmentStanding {
  return { segment: 's1', state: 'slate', length: 150, short: 0, speed: 100, voice: 'ready', unheard: 0, takes: [], price_micros: 300_000, ...part };
}

/** A project of these segments, one after the other with cuts between. */
export function desk(segments: readonly Segment[], part: Partial<Desk> = {}, standings: readonly Partial<SegmentStanding>[] = []): Desk {
  const placed: PlacedSegment[] = [];
  let end = 0;
  segments.forEach((one, index) => {
    if (!one.is_included) return;
    const length = standings[index]?.length ?? one.target;
    placed.push({ segment: one.id, index, range: [end, end + length], transition: one.transition });
    end += length;
  });
  return {
    summary: { project: 'p1', title: 'Slow mornings', theme: '', pillar: 'tips', language: 'en', duration_ms: 30_000, included: placed.length, ready: 0, spent_micros: 600_000, changed_ms: 0, state: 'draft', exported: null, poster: null },
    version: 1, revision: 1, undo: null, redo: null, length: end, placed,
    document: {
      title: 'Slow mornings', language: 'en', format: { width: 1080, height: 1920, rate: { num: 30, den: 1 } },
      voice: { provider: 'local', voice: 'bf_emma', speed: 100, pitch: 100 }, pronunciations: [],
      captions: { is_shown: true, preset: 'clean', area: { left: 120, top: 1000, right: 888, bottom: 1248 } }, music: null,
      mix: { voice: 0, music: -180, duck_depth: 90, duck_attack: 150, duck_release: 400, clip_sound: null }, segments: [...segments],
    },
    segments: segments.map((one, index) => standing({ segment: one.id, length: one.target, state: one.is_included ? 'slate' : 'off', ...standings[index] })),
    cues: [], music_line: [], jobs: [],
    money: { spent_micros: 600_000, to_go_micros: 900_000, missing_clips: 3, missing_voices: 0, cap_micros: 5_000_000, is_within_budget: true },
    ...part,
  };
}

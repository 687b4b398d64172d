/** A video that is about to be made: what it starts from, how it is made, what that costs. */
import type { Api } from '../api/api';
import type * as B from '../api/bindings';
import { firstWords, pieces, totalSeconds } from './sentences';

export type Source = 'theme' | 'text' | 'clips';
export type DraftCost = { clips: number; cost: number; cap: number | null; provider: string; isWithinBudget: boolean };
export type Made = { project: B.ProjectId; request: B.GenerateRequest | null };

const USUAL_SECONDS = 30;
const CLIP_SECONDS = 5;
export const SHORTEST = 15;
export const LONGEST = 60;

export class Draft {
  from = $state<Source>('theme');
  theme = $state('');
  title = $state('');
  text = $state('');
  paths = $state.raw<readonly string[]>([]);
  pillar = $state('tips');
  language = $state('en');
  seconds = $state(USUAL_SECONDS);
  /** null: chosen for the language. */
  voice = $state<B.VoiceId | null>(null);
  /** null: the one of the settings. */
  provider = $state<B.ProviderId | null>(null);

  pillars = $state.raw<readonly B.PillarView[]>([]);
  voices = $state.raw<readonly B.VoiceView[]>([]);
  providers = $state.raw<readonly B.ProviderView[]>([]);
  estimate = $state.raw<B.EstimateView | null>(null);
  isMaking = $state(false);

  readonly pieces = $derived(pieces(this.text, this.language));
  readonly spokenSeconds = $derived(totalSeconds(this.pieces));
  readonly clipMakers = $derived(this.providers.filter((view) => view.makes === 'video'));
  readonly maker = $derived(this.clipMakers.find((view) => view.provider === (this.provider ?? this.estimate?.provider)) ?? null);
  readonly isComplete = $derived(
    this.from === 'theme' ? this.theme.trim() !== '' : this.from === 'text' ? this.pieces.length > 0 : this.paths.length > 0,
  );
  readonly cost = $derived.by(() => this.#cost());

  readonly #api: Api;
  #asked = 0;

  constructor(api: Api, language: string) {
    this.#api = api;
    this.language = language;
  }

  /** What does not depend on choices. `wordsIn`: the language pillars are described in. */
  async load(wordsIn: string): Promise<void> {
    const [pillars, providers] = await Promise.all([this.#api.pillars(wordsIn), this.#api.providers()]);
    this.pillars = pillars;
    this.providers = providers;
    if (!pillars.some((view) => view.pillar === this.pillar)) this.pillar = pillars[0]?.pillar ?? this.pillar;
  }

  async loadVoices(language: string): Promise<void> {
    const voices = await this.#api.voices(language);
    if (this.language !== language) return;
    this.voices = voices;
    if (!voices.some((view) => view.voice === this.voice)) this.voice = null;
  }

  /** Asks what the choices cost; a late answer to an older question is dropped. */
  async price(video: B.NewVideo): Promise<void> {
    this.#asked += 1;
    const question = this.#asked;
    const estimate = await this.#api.estimateNew(video);
    if (question === this.#asked) this.estimate = estimate;
  }

  request(): B.NewVideo {
    return { theme: this.theme.trim(), pillar: this.pillar, language: this.language, seconds: this.seconds, voice: this.voice };
  }

  addPaths(paths: readonly string[]): void {
    this.paths = [...this.paths, ...paths.filter((path) => !this.paths.includes(path))];
  }

  removePath(path: string): void {
    this.paths = this.paths.filter((other) => other !== path);
  }

  /** Writes or cuts the script; answers with the new project and what is to be made for it. */
  async make(): Promise<Made> {
    this.isMaking = true;
    try {
      const desk = await this.#begin();
      return { project: desk.summary.project, request: this.#wanted(desk) };
    } finally {
      this.isMaking = false;
    }
  }

  #begin(): Promise<B.Desk> {
    switch (this.from) {
      case 'theme': return this.#api.newVideo(this.request());
      case 'text': return this.#api.newFromText({ title: this.title.trim() || firstWords(this.text), language: this.language, text: this.text, voice: this.voice });
      case 'clips': return this.#api.newFromFiles([...this.paths], this.language);
    }
  }

  /** Over the cap only what is free is made; the studio says what is missing. */
  #wanted(desk: B.Desk): B.GenerateRequest | null {
    if (this.from === 'clips') return null;
    const segments = desk.document.segments.map((segment) => segment.id);
    const wanted: B.Wanted = (this.cost?.isWithinBudget ?? true) ? { kind: 'missing' } : { kind: 'voices', segments };
    return { wanted, provider: this.provider, one_by_one: false };
  }

  #cost(): DraftCost | null {
    const { estimate, maker } = this;
    if (!estimate) return null;
    const isEstimated = this.from === 'theme' && (this.provider === null || this.provider === estimate.provider);
    const clips = this.from === 'text' ? this.pieces.length : estimate.clips;
    const clipSeconds = this.from === 'text' ? Math.max(clips * CLIP_SECONDS, Math.ceil(this.spokenSeconds)) : estimate.clip_seconds;
    const cost = isEstimated ? estimate.cost_micros : clipSeconds * (maker?.price_micros ?? 0);
    const cap = estimate.cap_micros;
    const isWithinBudget = isEstimated ? estimate.is_within_budget : cap === null || cost <= cap;
    return { clips, cost, cap, provider: maker?.name ?? estimate.provider, isWithinBudget };
  }
}

/** A video that is about to be made: what it starts from, how it is made, what that costs. */
import type { Api } from '../api/api';
import type * as B from '../api/bindings';

export type Source = 'theme' | 'text' | 'clips';
export type DraftCost = { clips: number; cost: number; cap: number | null; provider: string; isWithinBudget: boolean };
export type Made = { project: B.ProjectId; request: B.GenerateRequest | null };

const USUAL_SECONDS = 30;
const UNCUT: B.ScriptCut = { title: '', beats: [], spoken_ms: 0 };
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
  /** How the script is cut, as the program cuts it. */
  cut = $state.raw<B.ScriptCut>(UNCUT);
  estimate = $state.raw<B.EstimateView | null>(null);
  isMaking = $state(false);

  /** What the price depends on. Not the words of the theme: no question for every key. */
  readonly beginning = $derived<B.Beginning>(this.from === 'text' ? { from: 'text', text: this.text } : { from: 'theme', seconds: this.seconds });
  readonly clipMakers = $derived(this.providers.filter((view) => view.makes === 'video'));
  readonly maker = $derived(this.clipMakers.find((view) => view.provider === (this.provider ?? this.estimate?.provider)) ?? null);
  readonly isComplete = $derived(
    this.from === 'theme' ? this.theme.trim() !== '' : this.from === 'text' ? this.cut.beats.length > 0 : this.paths.length > 0,
  );
  readonly cost = $derived.by(() => this.#cost());

  readonly #api: Api;
  #priced = 0;
  #cuts = 0;

  constructor(api: Api, language: string) {
    this.#api = api;
    this.language = language;
  }

  /** What does not depend on choices. `wordsIn`: the language pillars and providers are described in. */
  async load(wordsIn: string): Promise<void> {
    const [pillars, providers] = await Promise.all([this.#api.pillars(wordsIn), this.#api.providers(wordsIn)]);
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

  /** Asks how a script is cut; a late answer to an older question is dropped. */
  async cutScript(text: string): Promise<void> {
    this.#cuts += 1;
    const question = this.#cuts;
    const cut = await this.#api.cutScript(text);
    if (question === this.#cuts) this.cut = cut;
  }

  /** Asks what the choices cost; a late answer to an older question is dropped. */
  async price(beginning: B.Beginning, provider: B.ProviderId | null): Promise<void> {
    this.#priced += 1;
    const question = this.#priced;
    const estimate = await this.#api.estimateNew(beginning, provider);
    if (question === this.#priced) this.estimate = estimate;
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
      case 'text': return this.#api.newFromText({ title: this.title.trim(), language: this.language, text: this.text, voice: this.voice });
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
    const { estimate } = this;
    if (!estimate) return null;
    const maker = this.clipMakers.find((view) => view.provider === estimate.provider);
    return {
      clips: estimate.clips, cost: estimate.cost_micros, cap: estimate.cap_micros, provider: maker?.name ?? estimate.provider,
      isWithinBudget: estimate.is_within_budget,
    };
  }
}

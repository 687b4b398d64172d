/** A made-up video: its document with its history, its takes and jobs. */
import type * as B from '../bindings';
import { derive, documentOf, millis, reading, takesOf } from './documents';
import { edited } from './edits';
import type { SampleScript } from './scripts';

type Revision = { document: B.Document; label: B.EditLabel | null; gesture: string | null; created_ms: number };

/** Which word of the history an edit has; most are called as they are. */
function labelKey(edit: B.Edit): B.LabelKey {
  if (edit.kind === 'set_included') return edit.is_included ? 'include' : 'exclude';
  if (edit.kind === 'set_captions_shown') return edit.is_shown ? 'show_captions' : 'hide_captions';
  if (edit.kind === 'set_take') return edit.picture ? 'take' : 'no_take';
  if (edit.kind === 'set_length_rule') return 'length';
  if (edit.kind === 'set_caption_preset') return 'caption_style';
  return edit.kind.replace(/^set_/, '') as B.LabelKey;
}

export class SampleProject {
  version = 1;
  spent: number;
  jobs: B.JobView[] = [];
  readonly takes = new Map<B.SegmentId, B.TakeView[]>();
  /** The last file, and what it shows. */
  #exported: (B.LastExport & { document: B.Document }) | null = null;
  #revisions: Revision[];
  #at = 0;

  constructor(readonly id: B.ProjectId, readonly script: SampleScript, ready: number, public changed_ms: number) {
    const document = documentOf(script, id, ready);
    this.#revisions = [{ document, label: null, gesture: null, created_ms: changed_ms }];
    document.segments.forEach((of, index) => this.takes.set(of.id, takesOf(of, index + 1, changed_ms)));
    this.spent = ready * 300_000;
  }

  get document(): B.Document {
    const revision = this.#revisions[this.#at];
    if (!revision) throw new Error('a project has a revision');
    return revision.document;
  }

  summary(): B.ProjectSummary {
    const { title, language, segments } = this.document;
    const included = segments.filter((of) => of.is_included);
    const { length } = derive(this.document, [], this.takes);
    return {
      project: this.id, title, theme: this.script.theme, pillar: this.script.pillar, language, duration_ms: millis(length),
      included: included.length, ready: included.filter((of) => of.picture).length, spent_micros: this.spent, changed_ms: this.changed_ms,
      state: this.#state(), exported: this.#exported && { path: this.#exported.path, at_ms: this.#exported.at_ms },
      poster: segments.find((of) => of.picture)?.picture?.take ?? null,
    };
  }

  desk(cap_micros: number | null): B.Desk {
    const derived = derive(this.document, this.jobs, this.takes);
    const to_go_micros = derived.segments.reduce((sum, standing) => sum + (standing.state === 'off' ? 0 : standing.price_micros), 0);
    const missing = derived.segments.filter((standing) => standing.state !== 'off');
    return {
      summary: this.summary(), version: this.version, revision: this.#at, undo: this.#revisions[this.#at]?.label ?? null,
      redo: this.#revisions[this.#at + 1]?.label ?? null, document: this.document, ...derived,
      money: {
        spent_micros: this.spent, to_go_micros, cap_micros, is_within_budget: cap_micros === null || this.spent + to_go_micros <= cap_micros,
        missing_clips: missing.filter((standing) => standing.state !== 'ready').length,
        missing_voices: missing.filter((standing) => standing.voice === 'missing' || standing.voice === 'stale').length,
      },
      jobs: this.jobs,
    };
  }

  edit(edit: B.Edit, gesture: B.Gesture | null, now: number): void {
    const current = this.#revisions[this.#at];
    const ids = 'segments' in edit ? edit.segments.length : 1;
    const number = 'segment' in edit ? this.document.segments.findIndex((of) => of.id === edit.segment) + 1 : null;
    const revision: Revision = {
      document: edited(this.document, edit), gesture: gesture?.name ?? null, created_ms: now,
      label: { key: labelKey(edit), number, count: edit.kind === 'several' ? edit.edits.length : ids },
    };
    const continues = gesture !== null && current?.gesture === gesture.name;
    this.#revisions = [...this.#revisions.slice(0, this.#at + (continues ? 0 : 1)), revision];
    this.#at = this.#revisions.length - 1;
    this.#touch(now);
  }

  goTo(revision: number, now: number): void {
    this.#at = Math.max(0, Math.min(this.#revisions.length - 1, revision));
    this.#touch(now);
  }

  get revision(): number {
    return this.#at;
  }

  history(): B.HistoryStep[] {
    return this.#revisions.map(({ label, created_ms }, revision) => ({ revision, label, created_ms, is_current: revision === this.#at }));
  }

  /** A clip that came out of a job: kept, and shown where the segment shows none. */
  addTake(segment: B.SegmentId, provider: string, cost: number, now: number): void {
    const of = this.document.segments.find((other) => other.id === segment);
    if (!of) return;
    const takes = this.takes.get(segment) ?? [];
    const take = `${segment}-n${takes.length + 1}`;
    const number = this.document.segments.indexOf(of) + 1;
    const view: B.TakeView = {
      number: takes.length + 1, take, segment: number, is_chosen: true, provider, model: 'sketch', prompt: of.prompt, seed: takes.length, cost_micros: cost,
      duration_ms: 5000, created_ms: now, path: `/library/media/${take}.mp4`, is_still: false,
    };
    this.takes.set(segment, [...takes, view]);
    this.spent += cost;
    this.edit({ kind: 'set_take', segment, picture: { take, extent: { kind: 'clip', length: 150, trim: [0, 150] } } }, null, now);
  }

  speak(segments: readonly B.SegmentId[], now: number): void {
    const edits = this.document.segments
      .filter((of) => segments.includes(of.id) && of.narration)
      .map((of): B.Edit => ({ kind: 'set_reading', segment: of.id, voicing: reading(`${of.id}-${this.version}`, of.spoken ?? of.narration, this.document.voice) }));
    if (edits.length > 0) this.edit({ kind: 'several', edits }, null, now);
  }

  wasExported(path: string, now: number): void {
    this.#exported = { path, at_ms: now, document: this.document };
  }

  #state(): B.ProjectState {
    if (this.#exported) return this.#exported.document === this.document ? 'exported' : 'changed';
    const included = this.document.segments.filter((of) => of.is_included);
    const isWhole = included.length > 0 && included.every((of) => of.picture && (of.voicing || !of.narration));
    return isWhole ? 'ready' : 'draft';
  }

  setJobs(jobs: B.JobView[]): void {
    this.jobs = jobs;
    this.version += 1;
  }

  #touch(now: number): void {
    this.version += 1;
    this.changed_ms = now;
  }
}

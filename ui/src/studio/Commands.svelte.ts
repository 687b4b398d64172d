/** What can be done to the video, from keys, menus and buttons alike. */
import type { Edit, FrameRange, Segment, SegmentId } from '../api/bindings';
import { clock, seconds, t } from '../i18n';
import type { DeskState } from '../state/Desk.svelte';
import { newId } from '../state/newId';
import { trimEdit } from '../timeline/trim';
import { labelWords } from './labels';
import { tidy } from './script';
import { providerName } from './status';

/** Segments to be pasted, here or in another video of the library. */
export class Clipboard {
  segments = $state.raw<readonly Segment[]>([]);
  rate = { num: 30, den: 1 };
}

export class Commands {
  constructor(
    private readonly desk: DeskState,
    readonly clipboard: Clipboard,
    private readonly say: (text: string) => void,
  ) {}

  get #ids(): SegmentId[] {
    return this.desk.chosen.map((segment) => segment.id);
  }

  /** Makes an edit; once it is made, and only then, goes on and says what was done. */
  async #make(edit: Edit, then: () => string | void): Promise<void> {
    const { version } = this.desk.view;
    await this.desk.edit(edit);
    if (this.desk.view.version === version) return;
    const words = then();
    if (words) this.say(words);
  }
  #place(id: SegmentId | undefined): number {
    return this.desk.indexOf(id ?? '') + 1;
  }

  insertAfterSelection(): SegmentId {
    const id = newId();
    const last = this.#ids.at(-1);
    const at = last === undefined ? this.desk.view.document.segments.length : this.desk.indexOf(last) + 1;
    void this.#make({ kind: 'insert', at, segments: [{ id, narration: '', prompt: '', target: Math.round(5 * this.desk.fps) }] }, () => {
      this.desk.select([id]);
      return t('studio.said.inserted', { place: this.#place(id) });
    });
    return id;
  }
  remove(): void {
    const ids = this.#ids;
    if (ids.length === 0) return;
    const segments = this.desk.view.document.segments;
    const at = this.desk.indexOf(ids[0] ?? '');
    const next = segments.slice(at).find((segment) => !ids.includes(segment.id)) ?? segments[at - 1];
    void this.#make({ kind: 'remove', segments: ids }, () => {
      this.desk.select(next ? [next.id] : []);
      return t('studio.said.removed', { count: ids.length });
    });
  }
  duplicate(): void {
    const copies = this.#ids.map((of) => ({ of, id: newId() }));
    if (copies.length === 0) return;
    void this.#make({ kind: 'duplicate', copies }, () => {
      this.desk.select(copies.map((copy) => copy.id));
      return t('studio.said.duplicated', { count: copies.length });
    });
  }
  copy(): void {
    const segments = this.desk.chosen;
    if (segments.length === 0) return;
    this.clipboard.segments = segments;
    this.clipboard.rate = this.desk.view.document.format.rate;
    void this.desk.attempt(this.desk.api.copyText(segments.map((segment) => segment.narration).join('\n')));
    this.say(t('studio.said.copied', { count: segments.length }));
  }
  cut(): void {
    this.copy();
    this.remove();
  }
  paste(): void {
    if (this.clipboard.segments.length === 0) return;
    const last = this.#ids.at(-1);
    const at = last === undefined ? this.desk.view.document.segments.length : this.desk.indexOf(last) + 1;
    const segments = this.clipboard.segments.map((segment) => ({ id: newId(), segment }));
    void this.#make({ kind: 'paste', at, rate: this.clipboard.rate, segments }, () => {
      this.desk.select(segments.map((one) => one.id));
      return t('studio.said.pasted', { count: segments.length });
    });
  }
  selectAll(): void {
    const ids = this.desk.view.document.segments.map((segment) => segment.id);
    this.desk.select(ids, this.desk.focused);
    this.say(t('studio.selected', { count: ids.length }));
  }

  /** The placed segment to cut or trim: the selected one under the playhead, else whichever is there. */
  #underPlayhead(): { segment: Segment; start: number; length: number } | null {
    const { desk } = this;
    const at = (id: SegmentId): boolean => {
      const range = desk.placedById.get(id)?.range;
      return range !== undefined && desk.playhead >= range[0] && desk.playhead < range[1];
    };
    const id = this.#ids.find(at) ?? desk.under;
    const [segment, placed] = [desk.segment(id), id === null ? undefined : desk.placedById.get(id)];
    return segment && placed ? { segment, start: placed.range[0], length: placed.range[1] - placed.range[0] } : null;
  }
  splitAtPlayhead(): void {
    const found = this.#underPlayhead();
    const at = found ? this.desk.playhead - found.start : 0;
    if (!found || at <= 0) return this.say(t('studio.said.nothingToSplit'));
    const id = newId();
    void this.#make({ kind: 'split', segment: found.segment.id, at, new: id }, () => {
      this.desk.select([id]);
      return t('studio.said.split', { number: this.#place(found.segment.id) });
    });
  }
  trimToPlayhead(edge: 'start' | 'end'): void {
    const found = this.#underPlayhead();
    if (!found) return;
    const at = this.desk.playhead - found.start;
    const edit = trimEdit(found.segment, found.length, edge, edge === 'start' ? at : at - found.length);
    if (!edit) return;
    // The segment keeps its place and loses its start, so the playhead goes where its picture went.
    void this.#make(edit, () => {
      if (edge === 'start') this.desk.seek(found.start);
      const frames = this.desk.standing(found.segment.id)?.length ?? 0;
      return t('studio.said.length', { number: this.#place(found.segment.id), length: seconds((frames / this.desk.fps) * 1000, 2) });
    });
  }
  join(): void {
    const ids = this.#ids;
    const [first, ...rest] = ids;
    if (first === undefined) return;
    const joined = rest.length === 0 ? [first] : rest;
    const edits: Edit[] = joined.filter((id) => this.desk.indexOf(id) > 0).map((segment) => ({ kind: 'join', segment }));
    const [only] = edits;
    if (only) void this.#make(edits.length === 1 ? only : { kind: 'several', edits }, () => t('studio.said.joined'));
  }
  moveBy(by: -1 | 1): void {
    const ids = this.#ids;
    const order = this.desk.view.document.segments.map((segment) => segment.id);
    const first = order.indexOf(ids[0] ?? '');
    const to = order.slice(0, first).length + by;
    if (ids.length === 0 || to < 0 || to > order.length - ids.length) return;
    this.#move(ids, to);
  }
  #move(ids: SegmentId[], to: number): void {
    void this.#make({ kind: 'move', segments: ids, to }, () => t('studio.said.dropped', { count: ids.length, place: this.#place(ids[0]) }));
  }
  moveTo(end: 'first' | 'last'): void {
    const ids = this.#ids;
    if (ids.length > 0) this.#move(ids, end === 'first' ? 0 : this.desk.view.document.segments.length - ids.length);
  }
  toggleIncluded(ids: readonly SegmentId[] = this.#ids): void {
    if (ids.length === 0) return;
    const is_included = ids.every((id) => this.desk.segment(id)?.is_included === false);
    void this.#make({ kind: 'set_included', segments: [...ids], is_included }, () => t(is_included ? 'studio.said.included' : 'studio.said.excluded', { count: ids.length }));
  }
  flipTake(number: number): void {
    const [segment, ...others] = this.desk.chosen;
    if (!segment || others.length > 0) return;
    const take = this.desk.standing(segment.id)?.takes[number - 1];
    if (take) void this.desk.chooseTake(segment.id, take.take).then(() => this.say(t('studio.said.take', { number, provider: providerName(take.provider) })));
  }

  generateMissing(): void {
    const { missing_clips, missing_voices } = this.desk.view.money;
    if (missing_clips + missing_voices === 0) return this.say(t('studio.generate.nothing'));
    void this.desk.generate({ wanted: { kind: 'missing' }, provider: null, one_by_one: false });
  }
  /** One more take for each selected segment: the others stay. */
  async regenerateSelected(): Promise<void> {
    for (const segment of this.desk.chosen) {
      await this.desk.generate({ wanted: { kind: 'new_take', segment: segment.id, prompt: null, seed: null }, provider: null, one_by_one: false });
    }
  }
  mendVoices(segments: SegmentId[]): void {
    void this.desk.generate({ wanted: { kind: 'voices', segments }, provider: null, one_by_one: false });
  }

  loopIn(): void {
    const { desk } = this;
    const end = desk.loop && desk.loop[1] > desk.playhead ? desk.loop[1] : desk.view.length;
    if (end > desk.playhead) this.#loop([desk.playhead, end]);
  }
  loopOut(): void {
    const { desk } = this;
    const start = desk.loop && desk.loop[0] < desk.playhead ? desk.loop[0] : 0;
    if (desk.playhead > start) this.#loop([start, desk.playhead]);
  }
  /** Loops what is selected; once more, nothing. */
  loopSelection(): void {
    const { desk } = this;
    const ranges = this.#ids.flatMap((id) => desk.placedById.get(id)?.range ?? []);
    if (desk.loop) this.#loop(null);
    else if (ranges.length > 0) this.#loop([Math.min(...ranges), Math.max(...ranges)]);
    else if (desk.view.length > 0) this.#loop([0, desk.view.length]);
  }
  #loop(range: FrameRange | null): void {
    this.desk.setLoop(range);
    const at = (frame: number): string => clock((frame / this.desk.fps) * 1000);
    this.say(range ? t('studio.said.loop', { from: at(range[0]), to: at(range[1]) }) : t('studio.said.loopOff'));
  }

  async undo(): Promise<void> {
    const { undo } = this.desk.view;
    if (!undo) return;
    await this.desk.undo();
    this.say(t('studio.said.undone', { what: labelWords(undo) }));
  }
  async redo(): Promise<void> {
    const { redo } = this.desk.view;
    if (!redo) return;
    await this.desk.redo();
    this.say(t('studio.said.redone', { what: labelWords(redo) }));
  }
  rename(title: string): void {
    const named = tidy(title);
    if (named !== '' && named !== this.desk.view.document.title) void this.desk.edit({ kind: 'set_title', title: named });
  }
}

/** What can be done to the video, from keys, menus and buttons alike. */
import type { Edit, Segment, SegmentId } from '../api/bindings';
import { t } from '../i18n';
import type { DeskState } from '../state/Desk.svelte';
import { newId } from '../state/newId';
import { trimEdit } from '../timeline/trim';
import { tidy } from './script';

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

  insertAfterSelection(): SegmentId {
    const id = newId();
    const last = this.#ids.at(-1);
    const at = last === undefined ? this.desk.view.document.segments.length : this.desk.indexOf(last) + 1;
    void this.desk.edit({ kind: 'insert', at, segments: [{ id, narration: '', prompt: '', target: Math.round(5 * this.desk.fps) }] }).then(() => this.desk.select([id]));
    return id;
  }
  remove(): void {
    const ids = this.#ids;
    if (ids.length === 0) return;
    const segments = this.desk.view.document.segments;
    const at = this.desk.indexOf(ids[0] ?? '');
    const next = segments.slice(at).find((segment) => !ids.includes(segment.id)) ?? segments[at - 1];
    void this.desk.edit({ kind: 'remove', segments: ids }).then(() => this.desk.select(next ? [next.id] : []));
    this.say(t('studio.said.removed', { count: ids.length }));
  }
  duplicate(): void {
    const copies = this.#ids.map((of) => ({ of, id: newId() }));
    if (copies.length > 0) void this.desk.edit({ kind: 'duplicate', copies }).then(() => this.desk.select(copies.map((copy) => copy.id)));
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
    void this.desk.edit({ kind: 'paste', at, rate: this.clipboard.rate, segments }).then(() => this.desk.select(segments.map((one) => one.id)));
  }
  selectAll(): void {
    this.desk.select(this.desk.view.document.segments.map((segment) => segment.id), this.desk.focused);
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
    void this.desk.edit({ kind: 'split', segment: found.segment.id, at, new: id }).then(() => this.desk.select([id]));
  }
  trimToPlayhead(edge: 'start' | 'end'): void {
    const found = this.#underPlayhead();
    if (!found) return;
    const at = this.desk.playhead - found.start;
    const edit = trimEdit(found.segment, found.length, edge, edge === 'start' ? at : at - found.length);
    if (!edit) return;
    // The segment keeps its place and loses its start, so the playhead goes where its picture went.
    void this.desk.edit(edit).then(() => edge === 'start' && this.desk.seek(found.start));
  }
  join(): void {
    const ids = this.#ids;
    const [first, ...rest] = ids;
    if (first === undefined) return;
    const joined = rest.length === 0 ? [first] : rest;
    const edits: Edit[] = joined.filter((id) => this.desk.indexOf(id) > 0).map((segment) => ({ kind: 'join', segment }));
    const [only] = edits;
    if (only) void this.desk.edit(edits.length === 1 ? only : { kind: 'several', edits });
  }
  moveBy(by: -1 | 1): void {
    const ids = this.#ids;
    const order = this.desk.view.document.segments.map((segment) => segment.id);
    const first = order.indexOf(ids[0] ?? '');
    const to = order.slice(0, first).length + by;
    if (ids.length === 0 || to < 0 || to > order.length - ids.length) return;
    void this.desk.edit({ kind: 'move', segments: ids, to });
  }
  moveTo(end: 'first' | 'last'): void {
    const ids = this.#ids;
    if (ids.length > 0) void this.desk.edit({ kind: 'move', segments: ids, to: end === 'first' ? 0 : this.desk.view.document.segments.length - ids.length });
  }
  toggleIncluded(ids: readonly SegmentId[] = this.#ids): void {
    if (ids.length === 0) return;
    const is_included = ids.every((id) => this.desk.segment(id)?.is_included === false);
    void this.desk.edit({ kind: 'set_included', segments: [...ids], is_included });
  }
  flipTake(number: number): void {
    const [segment, ...others] = this.desk.chosen;
    if (!segment || others.length > 0) return;
    const take = this.desk.standing(segment.id)?.takes[number - 1];
    if (take) void this.desk.chooseTake(segment.id, take.take);
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
    if (end > desk.playhead) desk.setLoop([desk.playhead, end]);
  }
  loopOut(): void {
    const { desk } = this;
    const start = desk.loop && desk.loop[0] < desk.playhead ? desk.loop[0] : 0;
    if (desk.playhead > start) desk.setLoop([start, desk.playhead]);
  }
  /** Loops what is selected; once more, nothing. */
  loopSelection(): void {
    const { desk } = this;
    const ranges = this.#ids.flatMap((id) => desk.placedById.get(id)?.range ?? []);
    if (desk.loop) desk.setLoop(null);
    else if (ranges.length > 0) desk.setLoop([Math.min(...ranges), Math.max(...ranges)]);
    else if (desk.view.length > 0) desk.setLoop([0, desk.view.length]);
  }
  rename(title: string): void {
    const named = tidy(title);
    if (named !== '' && named !== this.desk.view.document.title) void this.desk.edit({ kind: 'set_title', title: named });
  }
}

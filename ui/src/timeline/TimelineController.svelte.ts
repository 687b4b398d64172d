/** The timeline's own state (zoom, scroll, the gesture under way) and the way from intents to edits. */
import type { SegmentId } from '../api/bindings';
import { number, seconds, t } from '../i18n';
import type { DeskState } from '../state/Desk.svelte';
import { clamp, contentWidth, fitting, inSight, revealing, zoomed, type Scale } from './geometry';
import { IDLE, edgeScroll, step, type Gesture, type Input, type Intent, type View } from './gestures';
import { laneOf } from './lane';
import { measured } from './measure';
import { slipEdit, trimEdit, trimLimits } from './trim';

const NONE: readonly SegmentId[] = [];
const NO_LIMITS = { start: [0, 0], end: [0, 0], slip: [0, 0] } as const;

export class TimelineController {
  perFrame = $state.raw(1);
  scroll = $state.raw(0);
  width = $state.raw(0);
  isSnapping = $state.raw(true);
  gesture = $state.raw<Gesture>(IDLE);
  /** What readers hear. */
  said = $state.raw('');
  /** A ring round the focused clip, and keys of its own, only for who came by keyboard. */
  isByKey = $state.raw(false);
  /** The scroll the page has to make true. */
  wanted = $state.raw(0);

  readonly scale = $derived<Scale>({ perFrame: this.perFrame, scroll: this.scroll, width: this.width });
  readonly lane = $derived.by(() => laneOf(this.desk.view));
  readonly seen = $derived(inSight(this.lane.clips, this.scale));
  readonly content = $derived(contentWidth(this.lane.length, this.scale));

  #isFitted = true;
  #pointer: number | null = null;
  #frame = 0;
  focusClip: (id: SegmentId) => void = () => {};
  openTransition: (id: SegmentId) => Promise<void> = async () => {};

  constructor(
    private readonly desk: DeskState,
    zoom: number | null,
    private readonly kept: (zoom: number | null) => void,
  ) {
    if (zoom !== null && zoom > 0) {
      this.perFrame = zoom;
      this.#isFitted = false;
    }
  }

  /** Where the timeline's own colours and places come from while a clip is trimmed. */
  readonly trimmed = $derived(this.gesture.kind === 'trim' ? this.gesture : null);
  readonly slipped = $derived(this.gesture.kind === 'slip' ? this.gesture : null);
  /** The same list as long as a drag goes on, so that moving it touches no clip. */
  readonly carried = $derived(this.gesture.kind === 'reorder' ? this.gesture.ids : NONE);

  resize(width: number): void {
    this.width = width;
    if (this.#isFitted) this.fit();
  }
  scrolledTo(scroll: number): void {
    this.scroll = scroll;
    this.wanted = scroll;
  }
  /** Shows all of it, in the next window too. */
  showAll(): void {
    this.fit();
    this.kept(null);
  }
  fit(): void {
    this.perFrame = fitting(this.lane.length, this.width);
    this.#scrollTo(0);
    this.#isFitted = true;
  }
  zoomBy(factor: number, x = this.#centre()): void {
    const next = zoomed(this.scale, factor, x, this.lane.length);
    this.#isFitted = false;
    this.perFrame = next.perFrame;
    this.#scrollTo(next.scroll);
    this.kept(next.perFrame);
  }
  /** From nothing (0) to all there is (1), in even steps for the eye. */
  get zoom(): number {
    const [least, most] = this.#zoomEnds();
    return clamp(Math.log(this.perFrame / least) / Math.log(most / least), 0, 1);
  }
  set zoom(to: number) {
    const [least, most] = this.#zoomEnds();
    this.zoomBy((least * (most / least) ** to) / this.perFrame);
  }
  #zoomEnds(): [number, number] {
    return [Math.min(0.2, fitting(this.lane.length, Math.max(1, this.width))), 16];
  }
  /** Zooming without a pointer keeps the playhead in place where it is seen. */
  #centre(): number {
    const x = this.desk.playhead * this.perFrame - this.scroll;
    return x >= 0 && x <= this.width ? x : this.width / 2;
  }
  reveal(frame: number): void {
    this.#scrollTo(revealing(frame, this.scale, this.lane.length));
  }
  #scrollTo(scroll: number): void {
    this.scroll = scroll;
    this.wanted = scroll;
  }

  toggleSnap(): void {
    this.isSnapping = !this.isSnapping;
    this.said = t(this.isSnapping ? 'studio.snap.on' : 'studio.snap.off');
  }

  /** Feeds the reducer; whether it took the event. */
  send(input: Input): boolean {
    const work = (): boolean => {
      if (input.kind === 'move' || input.kind === 'down') this.#pointer = input.x;
      const { gesture, intents, isTaken } = step(this.gesture, input, this.#view());
      this.gesture = gesture;
      for (const intent of intents) this.#carryOut(intent);
      if (gesture.kind === 'idle') this.#stopScrolling();
      else if (this.#frame === 0 && this.#pointer !== null) this.#frame = requestAnimationFrame(this.#drift);
      return isTaken;
    };
    return input.kind === 'move' ? measured(work) : work();
  }

  /** While something is held near an edge, the timeline moves under it. */
  readonly #drift = (): void => {
    this.#frame = 0;
    const x = this.#pointer;
    if (x === null || this.gesture.kind === 'idle') return;
    const by = edgeScroll(this.gesture, x, this.width);
    if (by !== 0) {
      this.#scrollTo(clamp(this.scroll + by, 0, Math.max(0, this.content - this.width)));
      this.send({ kind: 'move', x });
    } else {
      this.#frame = requestAnimationFrame(this.#drift);
    }
  };
  #stopScrolling(): void {
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#pointer = null;
  }

  #view(): View {
    const { desk } = this;
    return {
      lane: this.lane, scale: this.scale, fps: desk.fps, playhead: desk.playhead, isSnapping: this.isSnapping, selected: desk.selected, focused: desk.focused,
      limits: (id) => {
        const segment = desk.segment(id);
        const length = desk.standing(id)?.length;
        return segment && length !== undefined ? trimLimits(segment, length) : NO_LIMITS;
      },
    };
  }

  #carryOut(intent: Intent): void {
    const { desk } = this;
    switch (intent.kind) {
      case 'select': return desk.select(intent.ids, intent.focus);
      case 'focus': {
        const clip = this.lane.clips.find((one) => one.id === intent.id);
        if (clip) this.reveal(clip.start);
        return this.focusClip(intent.id);
      }
      case 'seek': return desk.seek(intent.frame);
      case 'reveal': return this.reveal(intent.frame);
      case 'move': return void desk.edit({ kind: 'move', segments: [...intent.ids], to: intent.to });
      case 'trim': return this.trim(intent.id, intent.edge, intent.by);
      case 'slip': return this.#slip(intent.id, intent.by);
      case 'say': {
        const values = { count: intent.ids.length, number: desk.indexOf(intent.ids[0] ?? '') + 1, place: intent.place, of: this.lane.order.length };
        this.said = t(`studio.said.${intent.what}`, values);
        return;
      }
      case 'say_length':
        this.said = t('studio.said.length', { number: desk.indexOf(intent.id) + 1, length: seconds((intent.length / desk.fps) * 1000, 2) });
        return;
      case 'say_slip':
        this.said = t('studio.said.slipped', { number: desk.indexOf(intent.id) + 1, by: `${intent.by > 0 ? '+' : ''}${number(intent.by)}` });
        return;
      case 'say_selected':
        this.said = t('studio.selected', { count: intent.count });
    }
  }

  /** Opens the transition into the selected segment, where one can be. */
  editTransition(): void {
    const { desk } = this;
    const id = desk.selected.length === 1 ? desk.selected[0] : undefined;
    if (id !== undefined && desk.view.placed.findIndex((one) => one.segment === id) > 0) void this.openTransition(id);
    else this.said = t('studio.said.noTransition');
  }

  trim(id: SegmentId, edge: 'start' | 'end', by: number): void {
    const [segment, length] = [this.desk.segment(id), this.desk.standing(id)?.length];
    const edit = segment && length !== undefined ? trimEdit(segment, length, edge, by) : null;
    if (edit) void this.desk.edit(edit);
  }
  #slip(id: SegmentId, by: number): void {
    const [segment, length] = [this.desk.segment(id), this.desk.standing(id)?.length];
    const edit = segment && length !== undefined ? slipEdit(segment, length, by) : null;
    if (edit) void this.desk.edit(edit);
  }
}

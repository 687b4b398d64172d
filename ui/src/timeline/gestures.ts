/**
 * What a hand does on the timeline: pointer and key events in, a state to draw and intents to carry out out.
 * Pure: the same reducer serves mouse and keyboard, and tests feed it tables.
 */
import type { Frames, SegmentId } from '../api/bindings';
import { clamp, frameAt, insertion, isSameOrder, snap, snapTargets, toFrames, within, type Edge, type Lane, type Scale, type Target } from './geometry';
import type { TrimLimits } from './trim';

export type Held = { readonly shift: boolean; readonly ctrl: boolean; readonly alt: boolean };

export type Gesture =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pressed'; readonly target: Target; readonly x: number; readonly held: Held; readonly ids: readonly SegmentId[] }
  | { readonly kind: 'reorder'; readonly ids: readonly SegmentId[]; readonly from: number; readonly x: number; readonly to: number; readonly at: Frames; readonly isByKey: boolean }
  | { readonly kind: 'trim'; readonly id: SegmentId; readonly edge: Edge; readonly from: Frames; readonly by: number; readonly snappedAt: Frames | null }
  | { readonly kind: 'slip'; readonly id: SegmentId; readonly from: Frames; readonly by: number }
  | { readonly kind: 'scrub'; readonly frame: Frames }
  | { readonly kind: 'marquee'; readonly fromX: number; readonly toX: number; readonly kept: readonly SegmentId[] };

export type Input =
  | { readonly kind: 'down'; readonly x: number; readonly target: Target; readonly held: Held }
  | { readonly kind: 'move'; readonly x: number }
  | { readonly kind: 'up'; readonly x: number }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'key'; readonly key: string; readonly held: Held };

/** What the reducer may look at. */
export type View = {
  readonly lane: Lane; readonly scale: Scale; readonly fps: number; readonly playhead: Frames; readonly isSnapping: boolean;
  readonly selected: readonly SegmentId[]; readonly focused: SegmentId | null; readonly limits: (id: SegmentId) => TrimLimits;
};

export type Said = 'lifted' | 'moved' | 'dropped' | 'cancelled';
export type Intent =
  | { readonly kind: 'select'; readonly ids: readonly SegmentId[]; readonly focus: SegmentId | null }
  | { readonly kind: 'focus'; readonly id: SegmentId }
  | { readonly kind: 'seek'; readonly frame: Frames }
  | { readonly kind: 'move'; readonly ids: readonly SegmentId[]; readonly to: number }
  | { readonly kind: 'trim'; readonly id: SegmentId; readonly edge: Edge; readonly by: number }
  | { readonly kind: 'slip'; readonly id: SegmentId; readonly by: number }
  | { readonly kind: 'reveal'; readonly frame: Frames }
  | { readonly kind: 'say'; readonly what: Said; readonly place: number; readonly ids: readonly SegmentId[] }
  /** What trimming has left of a segment, and by how much its clip was slipped. */
  | { readonly kind: 'say_length'; readonly id: SegmentId; readonly length: Frames }
  | { readonly kind: 'say_slip'; readonly id: SegmentId; readonly by: number }
  | { readonly kind: 'say_selected'; readonly count: number };

export type Step = { readonly gesture: Gesture; readonly intents: readonly Intent[]; readonly isTaken: boolean };

/** Hands tremble: less than this is a click. */
export const SLOP = 4;
export const IDLE: Gesture = { kind: 'idle' };

export function step(gesture: Gesture, input: Input, view: View): Step {
  switch (input.kind) {
    case 'down': return down(input, view);
    case 'move': return move(gesture, input.x, view);
    case 'up': return up(gesture, view);
    case 'cancel': return gesture.kind === 'reorder' ? stop(say('cancelled', gesture.ids, view)) : stop();
    case 'key': return key(gesture, input.key, input.held, view);
  }
}

const stay = (gesture: Gesture, ...intents: Intent[]): Step => ({ gesture, intents, isTaken: true });
const stop = (...intents: Intent[]): Step => ({ gesture: IDLE, intents, isTaken: true });
const ignore = (gesture: Gesture): Step => ({ gesture, intents: [], isTaken: false });

function say(what: Said, ids: readonly SegmentId[], view: View, place?: number): Intent {
  return { kind: 'say', what, ids, place: (place ?? view.lane.order.findIndex((id) => ids.includes(id))) + 1 };
}

function down(input: Extract<Input, { kind: 'down' }>, view: View): Step {
  const { target, x, held } = input;
  switch (target.kind) {
    case 'ruler': {
      const frame = frameAt(x, view.scale, view.lane.length);
      return stay({ kind: 'scrub', frame }, { kind: 'seek', frame });
    }
    case 'empty': return stay({ kind: 'pressed', target, x, held, ids: [] });
    case 'fold': {
      const ids = held.ctrl ? toggled(view.selected, target.ids) : target.ids;
      return stay({ kind: 'pressed', target, x, held, ids }, { kind: 'select', ids, focus: target.ids[0] ?? null });
    }
    case 'edge': return stay({ kind: 'pressed', target, x, held, ids: [target.id] }, { kind: 'select', ids: [target.id], focus: target.id });
    case 'clip': {
      const ids = selectedBy(target.id, held, view);
      return stay({ kind: 'pressed', target, x, held, ids }, { kind: 'select', ids, focus: target.id });
    }
  }
}

/** Ctrl adds or takes away, Shift extends from the focused one; a press on one of several keeps them, to be dragged. */
function selectedBy(id: SegmentId, held: Held, view: View): readonly SegmentId[] {
  if (held.ctrl) return toggled(view.selected, [id]);
  if (held.shift) return stretch(view.lane.order, view.focused ?? id, id);
  return view.selected.includes(id) ? view.selected : [id];
}

function toggled(selected: readonly SegmentId[], ids: readonly SegmentId[]): SegmentId[] {
  const isIn = ids.every((id) => selected.includes(id));
  return isIn ? selected.filter((id) => !ids.includes(id)) : [...new Set([...selected, ...ids])];
}

export function stretch(order: readonly SegmentId[], from: SegmentId, to: SegmentId): SegmentId[] {
  const [a, b] = [order.indexOf(from), order.indexOf(to)];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function move(gesture: Gesture, x: number, view: View): Step {
  switch (gesture.kind) {
    case 'idle': return ignore(gesture);
    case 'pressed': return Math.abs(x - gesture.x) < SLOP ? stay(gesture) : begin(gesture, x, view);
    case 'scrub': {
      const frame = snapped(clamp(toFrames(x, view.scale), 0, Math.max(0, view.lane.length - 1)), view, []);
      return frame === gesture.frame ? stay(gesture) : stay({ kind: 'scrub', frame }, { kind: 'seek', frame });
    }
    case 'reorder': return gesture.isByKey ? stay(gesture) : stay({ ...gesture, x, ...insertion(view.lane, toFrames(x, view.scale), gesture.ids) });
    case 'trim': return stay(trimmed(gesture, x, view));
    case 'slip': {
      const bounds = view.limits(gesture.id).slip;
      return stay({ ...gesture, by: clamp(Math.round(toFrames(x, view.scale) - gesture.from), bounds[0], bounds[1]) });
    }
    case 'marquee': {
      const ids = [...new Set([...gesture.kept, ...within(view.lane, gesture.fromX - view.scale.scroll, x, view.scale)])];
      return stay({ ...gesture, toX: x + view.scale.scroll }, { kind: 'select', ids, focus: ids[0] ?? null });
    }
  }
}

function begin(pressed: Extract<Gesture, { kind: 'pressed' }>, x: number, view: View): Step {
  const { target, held } = pressed;
  switch (target.kind) {
    case 'ruler': return stop();
    case 'empty': {
      const kept = held.shift || held.ctrl ? view.selected : [];
      return move({ kind: 'marquee', fromX: pressed.x + view.scale.scroll, toX: x + view.scale.scroll, kept }, x, view);
    }
    case 'edge': {
      const clip = view.lane.clips.find((one) => one.id === target.id);
      if (!clip) return stop();
      const from = target.edge === 'start' ? clip.start : clip.end;
      return move({ kind: 'trim', id: target.id, edge: target.edge, from, by: 0, snappedAt: null }, x, view);
    }
    case 'clip':
      if (held.alt) return move({ kind: 'slip', id: target.id, from: toFrames(pressed.x, view.scale), by: 0 }, x, view);
      return lift(pressed.ids.includes(target.id) ? pressed.ids : [target.id], pressed.x, x, view);
    case 'fold': return lift(target.ids, pressed.x, x, view);
  }
}

function lift(ids: readonly SegmentId[], from: number, x: number, view: View): Step {
  const moving = view.lane.order.filter((id) => ids.includes(id));
  return stay({ kind: 'reorder', ids: moving, from, x, isByKey: false, ...insertion(view.lane, toFrames(x, view.scale), moving) });
}

function snapped(frame: number, view: View, without: readonly SegmentId[]): Frames {
  return view.isSnapping ? snap(frame, clipEnds(view, without), view.scale, view.fps).frame : Math.round(frame);
}

/** The playhead must not snap to where it is itself. */
function clipEnds(view: View, without: readonly SegmentId[]): Frames[] {
  return snapTargets(view.lane, 0, without);
}

function trimmed(gesture: Extract<Gesture, { kind: 'trim' }>, x: number, view: View): Gesture {
  const limits = view.limits(gesture.id)[gesture.edge];
  const asked = toFrames(x, view.scale);
  const found = view.isSnapping
    ? snap(asked, snapTargets(view.lane, view.playhead, [gesture.id]), view.scale, view.fps)
    : { frame: Math.round(asked), at: null };
  const by = clamp(found.frame - gesture.from, limits[0], limits[1]);
  return { ...gesture, by, snappedAt: by === found.frame - gesture.from ? found.at : null };
}

function up(gesture: Gesture, view: View): Step {
  switch (gesture.kind) {
    case 'idle': return ignore(gesture);
    case 'pressed': return clicked(gesture, view);
    case 'scrub': case 'marquee': return stop();
    case 'reorder': return drop(gesture, view);
    case 'trim': return gesture.by === 0 ? stop() : stop(...trims(gesture.id, gesture.edge, gesture.by, view));
    case 'slip': return gesture.by === 0 ? stop() : stop(...slips(gesture.id, gesture.by));
  }
}

function trims(id: SegmentId, edge: Edge, by: number, view: View): Intent[] {
  const clip = view.lane.clips.find((one) => one.id === id);
  const length = clip ? clip.end - clip.start + (edge === 'end' ? by : -by) : 0;
  return [{ kind: 'trim', id, edge, by }, { kind: 'say_length', id, length }];
}

function slips(id: SegmentId, by: number): Intent[] {
  return [{ kind: 'slip', id, by }, { kind: 'say_slip', id, by }];
}

/** A click that did not become a drag: on one of several it leaves that one; beside everything it clears and goes there. */
function clicked(gesture: Extract<Gesture, { kind: 'pressed' }>, view: View): Step {
  const { target, held } = gesture;
  if (target.kind === 'empty') {
    const seek: Intent = { kind: 'seek', frame: frameAt(gesture.x, view.scale, view.lane.length) };
    return held.shift || held.ctrl ? stop(seek) : stop({ kind: 'select', ids: [], focus: null }, seek);
  }
  if (target.kind === 'clip' && !held.shift && !held.ctrl && view.selected.length > 1) return stop({ kind: 'select', ids: [target.id], focus: target.id });
  return stop();
}

function drop(gesture: Extract<Gesture, { kind: 'reorder' }>, view: View): Step {
  if (isSameOrder(view.lane.order, gesture.ids, gesture.to)) return stop(say('cancelled', gesture.ids, view));
  return stop({ kind: 'move', ids: gesture.ids, to: gesture.to }, say('dropped', gesture.ids, view, gesture.to));
}

/** The frame of the joint before a place among those that stay. */
export function jointOf(lane: Lane, moving: readonly SegmentId[], to: number): Frames {
  const staying = lane.order.filter((id) => !moving.includes(id));
  const rest = new Set(staying.slice(to));
  const clips = lane.clips.filter((clip) => !moving.includes(clip.id));
  const next = clips.find((clip) => rest.has(clip.id));
  return next ? next.start : (clips.at(-1)?.end ?? 0);
}

function key(gesture: Gesture, pressed: string, held: Held, view: View): Step {
  if (gesture.kind === 'reorder' && gesture.isByKey) return carry(gesture, pressed, view);
  if (gesture.kind !== 'idle') return pressed === 'Escape' ? step(gesture, { kind: 'cancel' }, view) : ignore(gesture);
  const { focused } = view;
  if (focused === null) return ignore(gesture);
  const order = view.lane.order;
  const arrow = pressed === 'ArrowLeft' ? -1 : pressed === 'ArrowRight' ? 1 : 0;
  if (held.ctrl) return choose(gesture, pressed, arrow, held, focused, view);
  if (pressed === ' ') {
    const ids = order.filter((id) => (view.selected.includes(focused) ? view.selected : [focused]).includes(id));
    const at = order.indexOf(focused);
    const to = order.filter((id) => !ids.includes(id)).findIndex((id) => order.indexOf(id) > at);
    const place = to < 0 ? order.length - ids.length : to;
    return stay({ kind: 'reorder', ids, from: 0, x: 0, to: place, at: jointOf(view.lane, ids, place), isByKey: true }, say('lifted', ids, view));
  }
  if (pressed === 'Enter') return stay(gesture, { kind: 'select', ids: [focused], focus: focused });
  if (arrow !== 0 && (held.shift || held.alt)) return adjust(gesture, arrow, held, focused, view);
  const next = neighbour(pressed, arrow, focused, view);
  if (next === null) return arrow === 0 ? ignore(gesture) : stay(gesture);
  return stay(gesture, { kind: 'select', ids: next, focus: next[0] ?? null }, { kind: 'focus', id: next[0] ?? focused });
}

/** Where a key leads: a segment, or all of a fold, which is one stop. Null where it leads nowhere. */
function neighbour(pressed: string, arrow: number, from: SegmentId, { lane }: View): readonly SegmentId[] | null {
  const foldOf = (id: SegmentId | undefined): readonly SegmentId[] | undefined => lane.folds.find((fold) => id !== undefined && fold.ids.includes(id))?.ids;
  const own = foldOf(from);
  const at = lane.order.indexOf((arrow > 0 ? own?.at(-1) : own?.[0]) ?? from);
  const next = pressed === 'Home' ? lane.order[0] : pressed === 'End' ? lane.order.at(-1) : arrow !== 0 ? lane.order[at + arrow] : undefined;
  return next === undefined ? null : (foldOf(next) ?? [next]);
}

/** Shift and an arrow trim the end, with Alt too the start; Alt and an arrow slip the clip, as a drag with Alt does. */
function adjust(gesture: Gesture, arrow: number, held: Held, id: SegmentId, view: View): Step {
  const limits = view.limits(id);
  const edge: Edge = held.alt ? 'start' : 'end';
  const [least, most] = held.shift ? limits[edge] : limits.slip;
  const by = clamp(arrow, least, most);
  if (by === 0) return stay(gesture);
  return stay(gesture, ...(held.shift ? trims(id, edge, by, view) : slips(id, by)));
}

/** With Ctrl the focus walks and the selection stays; Space takes the focused one in or out, and Shift takes in all on the way. */
function choose(gesture: Gesture, pressed: string, arrow: number, held: Held, focused: SegmentId, view: View): Step {
  const { order } = view.lane;
  if (pressed === ' ') {
    const ids = toggled(view.selected, [focused]);
    return stay(gesture, { kind: 'select', ids, focus: focused }, { kind: 'say_selected', count: ids.length });
  }
  const next = arrow === 0 ? null : neighbour(pressed, arrow, focused, view);
  if (arrow === 0) return ignore(gesture);
  const [to] = next ?? [];
  if (next === null || to === undefined) return stay(gesture);
  if (!held.shift) return stay(gesture, { kind: 'select', ids: view.selected, focus: to }, { kind: 'focus', id: to });
  // The end of the selection across from the focus stays where it is.
  const places = view.selected.map((id) => order.indexOf(id)).sort((a, b) => a - b);
  const at = order.indexOf(focused);
  const [first = at, last = at] = [places[0], places.at(-1)];
  const anchor = order[at === first ? last : first] ?? focused;
  const ids = stretch(order, anchor, arrow > 0 ? (next.at(-1) ?? to) : to);
  return stay(gesture, { kind: 'select', ids, focus: to }, { kind: 'focus', id: to }, { kind: 'say_selected', count: ids.length });
}

function carry(gesture: Extract<Gesture, { kind: 'reorder' }>, pressed: string, view: View): Step {
  const most = view.lane.order.length - gesture.ids.length;
  const to = { ArrowLeft: gesture.to - 1, ArrowRight: gesture.to + 1, ArrowUp: gesture.to - 1, ArrowDown: gesture.to + 1, Home: 0, End: most }[pressed];
  if (to !== undefined) {
    const place = clamp(to, 0, most);
    const at = jointOf(view.lane, gesture.ids, place);
    return stay({ ...gesture, to: place, at }, say('moved', gesture.ids, view, place), { kind: 'reveal', frame: at });
  }
  if (pressed === 'Enter' || pressed === ' ') return drop(gesture, view);
  if (pressed === 'Escape' || pressed === 'Tab') return step(gesture, { kind: 'cancel' }, view);
  return stay(gesture);
}

/** Pixels to scroll in this frame while something is dragged near an edge; faster the farther out. */
export function edgeScroll(gesture: Gesture, x: number, width: number): number {
  if (gesture.kind === 'idle' || gesture.kind === 'pressed' || (gesture.kind === 'reorder' && gesture.isByKey)) return 0;
  const zone = 40;
  if (x < zone) return -Math.min(18, (zone - x) / 3);
  if (x > width - zone) return Math.min(18, (x - width + zone) / 3);
  return 0;
}

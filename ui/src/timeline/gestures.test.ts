import { describe, expect, it } from 'vitest';
import type { Lane } from './geometry';
import { edgeScroll, IDLE, jointOf, step, type Gesture, type Held, type Input, type Intent, type View } from './gestures';

const none: Held = { shift: false, ctrl: false, alt: false };
const shift = { ...none, shift: true };
const ctrl = { ...none, ctrl: true };
const alt = { ...none, alt: true };

const lane: Lane = {
  clips: [{ id: 'a', index: 0, start: 0, end: 150 }, { id: 'b', index: 1, start: 150, end: 300 }, { id: 'd', index: 3, start: 300, end: 400 }],
  folds: [{ ids: ['c'], first: 2, at: 300 }], order: ['a', 'b', 'c', 'd'], length: 400,
};
const base: View = {
  lane, scale: { perFrame: 2, scroll: 0, width: 900 }, fps: 30, playhead: 210, isSnapping: true, selected: [], focused: null,
  limits: () => ({ start: [-20, 100], end: [-100, 200], slip: [-30, 10] }),
};

/** Feeds a row of events; selection and focus follow the intents, as the controller makes them. */
function play(inputs: Input[], view: View = base): { gesture: Gesture; intents: Intent[]; taken: boolean } {
  let gesture: Gesture = IDLE;
  let taken = false;
  const intents: Intent[] = [];
  let seen = view;
  for (const input of inputs) {
    const result = step(gesture, input, seen);
    gesture = result.gesture;
    taken = result.isTaken;
    intents.push(...result.intents);
    for (const intent of result.intents) if (intent.kind === 'select') seen = { ...seen, selected: intent.ids, focused: intent.focus };
  }
  return { gesture, intents, taken };
}
const down = (x: number, target: Extract<Input, { kind: 'down' }>['target'], held = none): Input => ({ kind: 'down', x, target, held });
const to = (x: number): Input => ({ kind: 'move', x });
const up = (x: number): Input => ({ kind: 'up', x });
const key = (name: string, held = none): Input => ({ kind: 'key', key: name, held });
const clip = (id: string) => ({ kind: 'clip', id }) as const;
const only = (intents: Intent[], kind: Intent['kind']) => intents.filter((intent) => intent.kind === kind);

describe('pointer', () => {
  const several: View = { ...base, selected: ['a', 'b'], focused: 'a' };
  it.each<[string, Input[], Intent[], View]>([
    ['a click selects', [down(100, clip('a')), up(101)], [{ kind: 'select', ids: ['a'], focus: 'a' }], base],
    ['a tremble is a click', [down(100, clip('a')), to(102), up(102)], [{ kind: 'select', ids: ['a'], focus: 'a' }], base],
    ['a click on one of several leaves that one', [down(100, clip('a')), up(100)], [{ kind: 'select', ids: ['a', 'b'], focus: 'a' }, { kind: 'select', ids: ['a'], focus: 'a' }], several],
    ['Ctrl takes one away', [down(100, clip('a'), ctrl), up(100)], [{ kind: 'select', ids: ['b'], focus: 'a' }], several],
    ['Ctrl adds one', [down(700, clip('d'), ctrl), up(700)], [{ kind: 'select', ids: ['a', 'b', 'd'], focus: 'd' }], several],
    ['Shift extends over what is off too', [down(700, clip('d'), shift), up(700)], [{ kind: 'select', ids: ['a', 'b', 'c', 'd'], focus: 'd' }], several],
    ['a click beside everything clears and goes there', [down(850, { kind: 'empty' }), up(850)], [{ kind: 'select', ids: [], focus: null }, { kind: 'seek', frame: 399 }], several],
    ['the ruler scrubs', [down(100, { kind: 'ruler' }), to(120), to(298), up(298)], [{ kind: 'seek', frame: 50 }, { kind: 'seek', frame: 60 }, { kind: 'seek', frame: 150 }], base],
    ['a fold selects what is in it', [down(600, { kind: 'fold', ids: ['c'] }), up(600)], [{ kind: 'select', ids: ['c'], focus: 'c' }], base],
  ])('%s', (_, inputs, intents, view) => {
    const result = play(inputs, view);
    expect(result.intents).toEqual(intents);
    expect(result.gesture).toEqual(IDLE);
  });

  it('drags one behind another', () => {
    const middle = play([down(100, clip('a')), to(480)]);
    expect(middle.gesture).toMatchObject({ kind: 'reorder', ids: ['a'], to: 2, at: 300 });
    expect(only(play([down(100, clip('a')), to(480), up(480)]).intents, 'move')).toEqual([{ kind: 'move', ids: ['a'], to: 2 }]);
  });
  it('drags all that are selected, in their order', () => {
    const view = { ...base, selected: ['d', 'a'] };
    expect(only(play([down(700, clip('d')), to(500), up(500)], view).intents, 'move')).toEqual([{ kind: 'move', ids: ['a', 'd'], to: 1 }]);
  });
  it('changes nothing where it is dropped at home', () => expect(only(play([down(100, clip('a')), to(40), up(40)]).intents, 'move')).toEqual([]));
  it.each([[{ kind: 'cancel' } as Input], [key('Escape')]])('%j gives up a drag', (input) => {
    const result = play([down(100, clip('a')), to(480), input]);
    expect(result.gesture).toEqual(IDLE);
    expect(only(result.intents, 'move')).toEqual([]);
  });
  it.each([
    ['end', 300, 330, 15, null], ['end', 300, 416, 60, 210], ['end', 300, 900, 200, null], ['end', 300, 0, -100, null],
    ['start', 0, 32, 16, null], ['start', 0, -500, -20, null], ['start', 0, 890, 100, null],
  ] as const)('trims the %s from %d to pixel %d: by %d, snapped at %s', (edge, x, dropX, by, snappedAt) => {
    const inputs = [down(x, { kind: 'edge', id: 'a', edge }), to(dropX)];
    expect(play(inputs).gesture).toMatchObject({ kind: 'trim', by, snappedAt });
    expect(only(play([...inputs, up(dropX)]).intents, 'trim')).toEqual([{ kind: 'trim', id: 'a', edge, by }]);
  });
  it('snaps to nothing when told so', () => expect(play([down(300, { kind: 'edge', id: 'a', edge: 'end' }), to(416)], { ...base, isSnapping: false }).gesture).toMatchObject({ by: 58 }));
  it('slips with Alt, within the clip', () => {
    expect(only(play([down(100, clip('a'), alt), to(110), up(110)]).intents, 'slip')).toEqual([{ kind: 'slip', id: 'a', by: 5 }]);
    expect(only(play([down(100, clip('a'), alt), to(400), up(400)]).intents, 'slip')).toEqual([{ kind: 'slip', id: 'a', by: 10 }]);
  });
  it('selects with a marquee, keeping what Shift keeps', () => {
    expect(play([down(880, { kind: 'empty' }), to(400)]).intents).toEqual([{ kind: 'select', ids: ['b', 'd'], focus: 'b' }]);
    expect(play([down(880, { kind: 'empty' }, shift), to(700)], { ...base, selected: ['a'] }).intents).toEqual([{ kind: 'select', ids: ['a', 'd'], focus: 'a' }]);
  });
});

describe('keyboard', () => {
  const view: View = { ...base, focused: 'a', selected: ['a'] };
  it('lifts, carries and drops', () => {
    const result = play([key(' '), key('ArrowRight'), key('ArrowRight'), key('Enter')], view);
    expect(only(result.intents, 'move')).toEqual([{ kind: 'move', ids: ['a'], to: 2 }]);
    expect(only(result.intents, 'say').map((intent) => intent.kind === 'say' && [intent.what, intent.place])).toEqual([['lifted', 1], ['moved', 2], ['moved', 3], ['dropped', 3]]);
    expect(result.gesture).toEqual(IDLE);
  });
  it('stops at the ends', () => expect(play([key(' '), key('ArrowLeft'), key('ArrowLeft')], view).gesture).toMatchObject({ to: 0 }));
  it('puts it back on Escape', () => {
    const result = play([key(' '), key('ArrowRight'), key('Escape')], view);
    expect(only(result.intents, 'move')).toEqual([]);
    expect(result.gesture).toEqual(IDLE);
  });
  it('lifts everything selected', () => expect(play([key(' ')], { ...view, selected: ['d', 'a'] }).gesture).toMatchObject({ ids: ['a', 'd'], isByKey: true }));
  it.each([['ArrowRight', 'b'], ['End', 'd'], ['Home', 'a']])('%s goes to %s', (name, id) => expect(only(play([key(name)], view).intents, 'focus')).toEqual([{ kind: 'focus', id }]));
  it('stays at the first', () => expect(play([key('ArrowLeft')], view)).toMatchObject({ intents: [], taken: true }));
  it.each([[shift, 'end', 1], [{ ...shift, alt: true }, 'start', 1]])('Shift and an arrow trim', (held, edge, by) => {
    expect(only(play([key('ArrowRight', held)], view).intents, 'trim')).toEqual([{ kind: 'trim', id: 'a', edge, by }]);
  });
  it('says how long trimming leaves a segment, by mouse and by key', () => {
    expect(only(play([key('ArrowRight', shift)], view).intents, 'say_length')).toEqual([{ kind: 'say_length', id: 'a', length: 151 }]);
    expect(only(play([key('ArrowRight', { ...shift, alt: true })], view).intents, 'say_length')).toEqual([{ kind: 'say_length', id: 'a', length: 149 }]);
    expect(only(play([down(300, { kind: 'edge', id: 'a', edge: 'end' }), to(330), up(330)]).intents, 'say_length')).toEqual([{ kind: 'say_length', id: 'a', length: 165 }]);
  });
  it('slips with Alt, as a drag does', () => {
    expect(only(play([key('ArrowLeft', alt)], view).intents, 'slip')).toEqual([{ kind: 'slip', id: 'a', by: -1 }]);
    const stuck = { ...view, limits: () => ({ start: [0, 0], end: [0, 0], slip: [0, 0] }) as const };
    expect(play([key('ArrowLeft', alt)], stuck)).toMatchObject({ intents: [], taken: true });
  });
  it('walks with Ctrl and leaves the selection as it is', () => {
    expect(play([key('ArrowRight', ctrl)], view).intents).toEqual([{ kind: 'select', ids: ['a'], focus: 'b' }, { kind: 'focus', id: 'b' }]);
    expect(only(play([key('ArrowRight', ctrl), key(' ', ctrl)], view).intents, 'select').at(-1)).toEqual({ kind: 'select', ids: ['a', 'b'], focus: 'b' });
    expect(only(play([key(' ', ctrl)], view).intents, 'say_selected')).toEqual([{ kind: 'say_selected', count: 0 }]);
  });
  it('takes in more with Ctrl and Shift, and less on the way back', () => {
    const both = { ...ctrl, shift: true };
    const selections = (...names: string[]) => only(play(names.map((name) => key(name, both)), { ...view, focused: 'b', selected: ['b'] }).intents, 'select').map((one) => one.kind === 'select' && one.ids);
    expect(selections('ArrowRight', 'ArrowRight')).toEqual([['b', 'c'], ['b', 'c', 'd']]);
    expect(selections('ArrowRight', 'ArrowLeft', 'ArrowLeft')).toEqual([['b', 'c'], ['b'], ['a', 'b']]);
  });
  it('comes to a fold as one stop, and goes on behind it', () => {
    const folded: View = { ...view, lane: { ...lane, order: ['a', 'b', 'c', 'e', 'd'], folds: [{ ids: ['c', 'e'], first: 2, at: 300 }] }, focused: 'b', selected: ['b'] };
    expect(only(play([key('ArrowRight'), key('ArrowRight')], folded).intents, 'select')).toEqual([{ kind: 'select', ids: ['c', 'e'], focus: 'c' }, { kind: 'select', ids: ['d'], focus: 'd' }]);
    expect(only(play([key('ArrowLeft'), key('ArrowLeft')], { ...folded, focused: 'd' }).intents, 'focus')).toEqual([{ kind: 'focus', id: 'c' }, { kind: 'focus', id: 'b' }]);
  });
  it('leaves other keys and other places alone', () => {
    expect(play([key('s')], view).taken).toBe(false);
    expect(play([key('c', ctrl)], view).taken).toBe(false);
    expect(play([key(' ')], base).taken).toBe(false);
  });
});

describe('helpers', () => {
  it.each([[0, 150], [1, 300], [2, 300], [3, 400]])('place %d without a is at %d', (place, at) => expect(jointOf(lane, ['a'], place)).toBe(at));
  it('scrolls at the edges only while something is dragged', () => {
    const drag: Gesture = { kind: 'scrub', frame: 0 };
    expect(edgeScroll(IDLE, 2, 900)).toBe(0);
    expect(edgeScroll(drag, 450, 900)).toBe(0);
    expect(edgeScroll(drag, 2, 900)).toBeLessThan(0);
    expect(edgeScroll(drag, 899, 900)).toBeGreaterThan(0);
  });
});

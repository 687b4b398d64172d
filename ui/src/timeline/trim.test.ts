import { describe, expect, it } from 'vitest';
import { segment } from '../studio/fixtures';
import { slipEdit, trimEdit, trimLimits } from './trim';

const slate = segment({ id: 's' });
const clip = (trim: [number, number], source = 150) => segment({ id: 's', picture: { take: 't', extent: { kind: 'clip', length: source, trim } } });
const fixed = (frames: number) => ({ kind: 'set_length_rule', segments: ['s'], length: { kind: 'fixed', frames } });

describe('trimming', () => {
  it.each([
    ['a slate becomes shorter', slate, 150, 'end', -30, fixed(120)],
    ['a slate becomes longer at its start', slate, 150, 'start', -30, fixed(180)],
    ['an end pulled in keeps the clip', clip([0, 150]), 150, 'end', -30, fixed(120)],
    ['an end pulled out shows more of the clip', clip([0, 120]), 120, 'end', 20, { kind: 'several', edits: [fixed(140), { kind: 'trim', segment: 's', trim: [0, 140] }] }],
    ['an end pulled out past the clip shows all of it', clip([10, 120]), 110, 'end', 200, { kind: 'several', edits: [fixed(310), { kind: 'trim', segment: 's', trim: [10, 150] }] }],
    ['a start pushed in drops the beginning of the clip', clip([0, 150]), 150, 'start', 25, { kind: 'several', edits: [fixed(125), { kind: 'trim', segment: 's', trim: [25, 150] }] }],
    ['a start pulled out stops at the beginning of the clip', clip([10, 150]), 140, 'start', -40, { kind: 'several', edits: [fixed(150), { kind: 'trim', segment: 's', trim: [0, 150] }] }],
  ] as const)('%s', (_, one, length, edge, by, edit) => expect(trimEdit(one, length, edge, by)).toEqual(edit));
  it('leaves something to see', () => expect(trimEdit(slate, 150, 'end', -400)).toEqual(fixed(6)));
  it('is nothing where it cannot go', () => expect(trimEdit(clip([0, 150]), 150, 'start', -10)).toBeNull());
});

describe('slipping', () => {
  it.each([
    ['a trimmed clip', clip([30, 120]), 90, 10, { kind: 'slip', segment: 's', start: 20 }],
    ['a clip longer than its segment', clip([0, 150]), 90, -20, { kind: 'trim', segment: 's', trim: [20, 110] }],
    ['no further than the clip', clip([30, 120]), 90, 500, { kind: 'slip', segment: 's', start: 0 }],
  ] as const)('%s', (_, one, length, by, edit) => expect(slipEdit(one, length, by)).toEqual(edit));
  it('needs a clip with more than is shown', () => {
    expect(slipEdit(slate, 90, 10)).toBeNull();
    expect(slipEdit(clip([0, 150]), 150, 10)).toBeNull();
    expect(trimLimits(slate, 90).slip).toEqual([0, 0]);
  });
});

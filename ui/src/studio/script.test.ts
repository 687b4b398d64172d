import { describe, expect, it } from 'vitest';
import { segment } from './fixtures';
import { backspace, enter, lines, paste } from './script';
import { placesOf, spokenStretch } from './spoken';

const rows = [segment({ id: 'a', narration: 'One two.' }), segment({ id: 'b', narration: 'Three four.' }), segment({ id: 'c', narration: '' })];
const insert = (at: number, narration: string, id = 'n') => ({ kind: 'insert', at, segments: [expect.objectContaining({ id, narration, prompt: '' })] });

describe('Enter', () => {
  it('splits the text at the cursor', () => {
    expect(enter(rows, 0, 'One two.', 4, 'n', 30)).toEqual({ edit: { kind: 'several', edits: [{ kind: 'set_narration', segment: 'a', text: 'One' }, insert(1, 'two.')] }, focus: 'n', caret: 0 });
  });
  it('inserts an empty one at the end', () => expect(enter(rows, 1, 'Three four.', 11, 'n', 30)).toEqual({ edit: insert(2, ''), focus: 'n', caret: 0 }));
  it('makes room before at the start', () => expect(enter(rows, 1, 'Three four.', 0, 'n', 30)).toEqual({ edit: insert(1, ''), focus: 'b', caret: 0 }));
  it('drops what was said instead of the whole text', () => {
    const said = [segment({ id: 'a', narration: '3 tips', spoken: 'Three tips' })];
    expect(enter(said, 0, '3 tips', 1, 'n', 30)?.edit).toMatchObject({ edits: [{ kind: 'set_narration' }, { kind: 'set_spoken', text: null }, { kind: 'insert' }] });
  });
});

describe('Backspace at the start', () => {
  it.each([
    ['joins the one before', 1, 'Three four.', { edit: { kind: 'join', segment: 'b' }, focus: 'a', caret: 9 }],
    ['takes out an empty one', 2, '', { edit: { kind: 'remove', segments: ['c'] }, focus: 'b', caret: 11 }],
    ['does nothing to the first', 0, 'One two.', null],
    ['takes out the first when it is empty', 0, '', { edit: { kind: 'remove', segments: ['a'] }, focus: 'b', caret: 0 }],
  ] as const)('%s', (_, index, text, step) => expect(backspace(rows, index, text)).toEqual(step));
  it('takes out an empty one before', () => {
    const after = [...rows, segment({ id: 'd', narration: 'Five.' })];
    expect(backspace(after, 3, 'Five.')).toEqual({ edit: { kind: 'remove', segments: ['c'] }, focus: 'd', caret: 0 });
  });
});

describe('paste', () => {
  it('knows lines', () => expect(lines('  One.\r\n\n Two  words. \n')).toEqual(['One.', 'Two words.']));
  it('makes a segment of each further line and keeps what stood behind the cursor', () => {
    expect(paste(rows, 0, 'One two.', [4, 4], ['X', 'Y', 'Z'], ['n', 'm'], 30)).toEqual({
      edit: { kind: 'several', edits: [{ kind: 'set_narration', segment: 'a', text: 'One X' }, { kind: 'insert', at: 1, segments: [expect.objectContaining({ id: 'n', narration: 'Y' }), expect.objectContaining({ id: 'm', narration: 'Z two.' })] }] },
      focus: 'm', caret: 1,
    });
  });
  it('leaves one line to the field', () => expect(paste(rows, 0, 'One two.', [4, 4], ['X'], ['n'], 30)).toBeNull());
});

describe('the word being said', () => {
  const text = 'Leave it. Leave it now !';
  const words = [['Leave', 10, 20], ['it.', 20, 30], ['Leave', 40, 50], ['it', 50, 55], ['now\u00a0!', 55, 70]].map(([word, from, to]) => ({ text: String(word), said: [Number(from), Number(to)] as [number, number] }));
  const cues = [{ segment: 'a', first_word: 0, cue: { frames: [10, 35] as [number, number], words: words.slice(0, 2) } }, { segment: 'a', first_word: 2, cue: { frames: [40, 80] as [number, number], words: words.slice(2) } }];
  it('finds repeated words in order', () => expect(placesOf(text, words)).toEqual([[0, 5], [6, 9], [10, 15], [16, 18], [19, 24]]));
  it.each([[5, null], [12, [0, 5]], [35, [6, 9]], [42, [10, 15]], [60, [19, 24]], [71, null]])('at frame %d', (frame, stretch) => expect(spokenStretch(text, cues, 'a', frame)).toEqual(stretch));
});

import { describe, expect, it } from 'vitest';
import { firstWords, pieces, secondsOf, totalSeconds } from './sentences';

const texts = (text: string, language = 'en'): string[] => pieces(text, language).map((piece) => piece.text);

describe('cutting a script', () => {
  it('makes one segment of a sentence', () => {
    expect(texts('Your morning is decided before you wake. Leave the phone in another room.')).toEqual([
      'Your morning is decided before you wake.', 'Leave the phone in another room.',
    ]);
  });

  it('joins very short sentences to their neighbour', () => {
    expect(texts('It sounds silly. It works. Drink a glass of water before the coffee.')).toEqual(['It sounds silly. It works.', 'Drink a glass of water before the coffee.']);
  });

  it('always cuts at a blank line', () => {
    expect(texts('One.\n\nTwo.')).toEqual(['One.', 'Two.']);
  });

  it('takes a single line break for a space', () => {
    expect(texts('A long thought that goes on\nover two lines.')).toEqual(['A long thought that goes on over two lines.']);
  });

  it('finds nothing in nothing', () => {
    expect([texts(''), texts(' \n\n … ')]).toEqual([[], []]);
  });

  it('cuts scripts without spaces', () => {
    expect(texts('朝は静かな時間です。窓を開けて深呼吸をしましょう。', 'ja')).toEqual(['朝は静かな時間です。', '窓を開けて深呼吸をしましょう。']);
  });

  it('estimates how long a text takes to say', () => {
    expect(secondsOf('one two three four five six seven eight nine ten eleven twelve thirteen')).toBeCloseTo(5.3);
    expect(secondsOf(' — ')).toBe(0);
    expect(totalSeconds(pieces('One two three four five. Six seven eight nine ten.', 'en'))).toBeCloseTo(4.4, 1);
  });

  it('names a script after its first words', () => {
    expect([firstWords('Why cats knead.'), firstWords('Your morning is decided before you open your eyes.')]).toEqual(['Why cats knead', 'Your morning is decided before you…']);
  });
});

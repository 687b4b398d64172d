import { describe, expect, it } from 'vitest';
import type { LabelKey } from '../api/bindings';
import { locale } from '../i18n';
import { en } from '../i18n/en';
import { labelTitle, labelWords } from './labels';

const KEYS: LabelKey[] = [
  'insert', 'duplicate', 'paste', 'remove', 'move', 'split', 'join', 'replace_script', 'narration', 'spoken', 'word', 'prompt', 'cue_starts', 'word_times', 'reading', 'target', 'length', 'fit',
  'framing', 'include', 'exclude', 'transition', 'take', 'no_take', 'trim', 'slip', 'title', 'language', 'format', 'voice', 'pronunciations', 'caption_style', 'caption_area', 'show_captions',
  'hide_captions', 'music', 'mix', 'several',
];

describe('names of steps', () => {
  it.each(['en', 'fr'] as const)('are whole in %s', (language) => {
    locale.set(language);
    for (const key of KEYS) {
      for (const label of [{ key, number: 3, count: 1 }, { key, number: null, count: 4 }]) expect(labelWords(label)).toMatch(/^[^{}.]{4,}$/);
    }
    expect(Object.keys(en).filter((key) => key.startsWith('studio.label.')).length).toBeGreaterThan(KEYS.length);
  });
  it.each([
    ['en', 3, 1, 'move segment 3', 'Move segment 3'], ['en', null, 4, 'move 4 segments', 'Move 4 segments'],
    ['fr', 3, 1, 'déplacement du segment 3', 'Déplacement du segment 3'], ['fr', null, 4, 'déplacement de 4 segments', 'Déplacement de 4 segments'],
  ] as const)('%s: segment %s of %d', (language, number, count, words, title) => {
    locale.set(language);
    expect([labelWords({ key: 'move', number, count }), labelTitle({ key: 'move', number, count })]).toEqual([words, title]);
  });
  it('name what several changes are about: segments, or the whole video', () => {
    expect([labelWords({ key: 'several', number: null, count: 3 }), labelWords({ key: 'several', number: 2, count: 1 }), labelWords({ key: 'several', number: null, count: 0 })])
      .toEqual(['change 3 segments', 'change segment 2', 'make changes']);
  });
});

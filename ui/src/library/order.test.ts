import { describe, expect, it } from 'vitest';
import type * as B from '../api/bindings';
import { found, sorted } from './order';
import { standing } from './state';

const project = (title: string, of: Partial<B.ProjectSummary> = {}): B.ProjectSummary => ({
  project: title, title, theme: '', pillar: 'tips', language: 'en', duration_ms: 0, included: 4, ready: 0, spent_micros: 0, changed_ms: 0, state: 'draft', exported: null, poster: null, ...of,
});
const titles = (projects: readonly B.ProjectSummary[]): string[] => projects.map(({ title }) => title);

describe('finding and sorting', () => {
  const all = [project('Café noir', { changed_ms: 3, duration_ms: 9 }), project('Part 10', { changed_ms: 1, spent_micros: 5 }), project('Part 2', { changed_ms: 2, theme: 'les élans' })];

  it('looks at titles and themes, without case and accents', () => {
    expect(titles(found(all, 'cafe'))).toEqual(['Café noir']);
    expect(titles(found(all, 'PART elan'))).toEqual(['Part 2']);
    expect(titles(found(all, '  '))).toHaveLength(3);
  });

  it('sorts, with numbers as numbers', () => {
    expect(titles(sorted(all, 'changed', 'en'))).toEqual(['Café noir', 'Part 2', 'Part 10']);
    expect(titles(sorted(all, 'title', 'en'))).toEqual(['Café noir', 'Part 2', 'Part 10']);
    expect(titles(sorted(all, 'length', 'en'))[0]).toBe('Café noir');
    expect(titles(sorted(all, 'spent', 'en'))[0]).toBe('Part 10');
  });

  it.each([
    [0, 0, 'draft', 'Empty'], [6, 0, 'draft', 'Script only'], [6, 4, 'draft', '4 of 6 clips'], [6, 6, 'draft', 'Voices missing'], [6, 6, 'ready', 'Ready'],
    [6, 6, 'exported', 'Exported'], [6, 4, 'exported', 'Exported'], [6, 6, 'changed', 'Changed since export'],
  ] as const)('says how far %i segments with %i clips that are %s are', (included, ready, state, words) => {
    expect(standing({ included, ready, state }).text).toBe(words);
  });
});

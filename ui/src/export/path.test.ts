import { expect, it } from 'vitest';
import { nameProblem, parts, whole } from './path';

it.each(['/home/ada/Vidéos été/日本 1.mp4', 'C:\\Users\\Ada\\Vidéos\\a b.mp4', '/a.mp4'])('takes %s apart and puts it together', (path) => {
  expect(whole(parts(path))).toBe(path);
});

it('refuses names that are none', () => {
  expect([nameProblem(' '), nameProblem('a/b'), nameProblem('fine')]).toEqual(['missing', 'unfit', null]);
});

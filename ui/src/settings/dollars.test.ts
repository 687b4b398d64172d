import { expect, it } from 'vitest';
import { dollars } from './dollars';

it.each([
  ['5', '5.00'], ['5,5 $', '5.50'], ['$12.30', '12.30'], ['', null], ['  ', null], ['0', undefined], ['five', undefined], ['-1', undefined], ['1.234', undefined],
])('%j is kept as %j', (typed, kept) => {
  expect(dollars(typed)).toBe(kept);
});

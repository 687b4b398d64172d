import { describe, expect, it } from 'vitest';
import { ApiFault } from '../api/api';
import type * as B from '../api/bindings';
import { locale } from '../i18n';
import { faultOf, faultWords } from './faults';

const CODES: readonly B.ErrorCode[] = [
  'usage', 'not_found', 'over_budget', 'needs_decision', 'stopped', 'media_missing', 'media_damaged', 'disk_full', 'unwritable', 'library_busy', 'stale', 'engine_missing', 'failed', 'internal',
];

describe('words for errors', () => {
  it.each(CODES)('%s has a title and a next step in both languages', (code) => {
    for (const language of ['en', 'fr'] as const) {
      locale.set(language);
      const { title, next } = faultWords({ code, message: 'raw', context: {} });
      expect(title).not.toMatch(/error\.|raw/u);
      expect(next).toMatch(/[.!]$/u);
    }
  });

  it('keeps what the program said, and takes the rest for our own mistake', () => {
    expect(faultOf(new ApiFault({ code: 'disk_full', message: 'm', context: {} })).code).toBe('disk_full');
    expect(faultOf(new Error('boom'))).toEqual({ code: 'internal', message: 'boom', context: {} });
  });
});

/** How far a project is, in words. */
import type * as B from '../api/bindings';
import { t } from '../i18n';
import type { Tone } from '../kit/tone';

export type Standing = { tone: Tone; text: string };

export function standing({ included, ready, state }: Pick<B.ProjectSummary, 'included' | 'ready' | 'state'>): Standing {
  if (state === 'exported') return { tone: 'ok', text: t('library.state.exported') };
  if (state === 'changed') return { tone: 'warn', text: t('library.state.changed') };
  if (included === 0) return { tone: 'quiet', text: t('library.state.empty') };
  if (ready === 0) return { tone: 'quiet', text: t('library.state.script') };
  if (ready < included) return { tone: 'warn', text: t('library.state.clips', { ready, count: included }) };
  if (state === 'draft') return { tone: 'warn', text: t('library.state.voices') };
  return { tone: 'ok', text: t('library.state.ready') };
}

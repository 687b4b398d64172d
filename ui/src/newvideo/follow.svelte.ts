/** Keeps what a draft shows from the program in step with its choices. */
import { untrack } from 'svelte';
import { locale } from '../i18n';
import type { AppState } from '../state/App.svelte';
import type { Draft } from './Draft.svelte';

export function followDraft(app: AppState, draft: Draft): void {
  const report = (error: unknown): void => app.report(error);
  $effect(() => {
    draft.load(locale.current).catch(report);
  });
  $effect(() => {
    draft.loadVoices(draft.language).catch(report);
  });
  $effect(() => {
    // The words of the theme do not change the price: no question for every key.
    const { pillar, language, seconds, voice } = draft;
    const theme = untrack(() => draft.theme.trim());
    draft.price({ theme, pillar, language, seconds, voice }).catch(report);
  });
}

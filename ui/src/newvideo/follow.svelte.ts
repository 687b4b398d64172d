/** Keeps what a draft shows from the program in step with its choices. */
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
    if (draft.from === 'text') draft.cutScript(draft.text).catch(report);
  });
  $effect(() => {
    if (draft.from !== 'clips') draft.price(draft.beginning, draft.provider).catch(report);
  });
}

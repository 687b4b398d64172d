/** How a segment stands, in words. State is never said by colour alone. */
import type { JobView, ProviderView, Segment, SegmentStanding } from '../api/bindings';
import { number, percent, price, seconds, t } from '../i18n';
import type { Tone } from '../kit/tone';

export type StatusWords = { readonly tone: Tone; readonly text: string };

export const isActive = (job: JobView): boolean => !['succeeded', 'failed', 'cancelled'].includes(job.state);
/** Who made something, in a word: companies are called the same everywhere. */
export function providerName(provider: string): string {
  if (provider === 'embedded') return t('studio.provider.embedded');
  if (provider === 'imported') return t('studio.provider.imported');
  return provider.charAt(0).toLocaleUpperCase() + provider.slice(1);
}

export function jobWords(job: JobView): StatusWords {
  switch (job.state) {
    case 'queued': return { tone: 'run', text: t('studio.state.queued') };
    case 'submitting': return { tone: 'run', text: t('studio.state.submitting') };
    case 'unknown': return { tone: 'warn', text: t('studio.state.unknown') };
    case 'running': return { tone: 'run', text: job.progress === null ? t('studio.state.running') : t('studio.state.progress', { percent: percent(job.progress) }) };
    case 'fetching': return { tone: 'run', text: t('studio.state.fetching') };
    case 'cancelling': return { tone: 'quiet', text: t('studio.state.cancelling') };
    case 'succeeded': return { tone: 'ok', text: t('studio.state.ready') };
    case 'failed': return { tone: 'bad', text: t('studio.state.failed') };
    case 'cancelled': return { tone: 'quiet', text: t('studio.state.cancelled') };
  }
}

export function statusOf(standing: SegmentStanding, job: JobView | undefined, fps: number): StatusWords {
  if (standing.state === 'off') return { tone: 'quiet', text: t('studio.state.off') };
  if (job && isActive(job)) return jobWords(job);
  switch (standing.state) {
    case 'failed': return { tone: 'bad', text: t('studio.state.failed') };
    case 'queued': return { tone: 'run', text: t('studio.state.queued') };
    case 'running': return { tone: 'run', text: t('studio.state.running') };
    case 'slate':
      if (standing.voice === 'stale') return textChanged();
      if (standing.unheard > 0) return { tone: 'warn', text: cutWords(standing.unheard, fps) };
      return { tone: 'quiet', text: t('studio.state.slate') };
    case 'ready':
      if (standing.voice === 'stale') return textChanged();
      if (standing.unheard > 0) return { tone: 'warn', text: cutWords(standing.unheard, fps) };
      if (standing.short > 0) return { tone: 'warn', text: shortWords(standing.short, fps) };
      return { tone: 'ok', text: t('studio.state.ready') };
  }
}

const textChanged = (): StatusWords => ({ tone: 'warn', text: t('studio.state.stale') });

export function shortWords(frames: number, fps: number): string {
  return t('studio.state.short', { seconds: seconds((frames / fps) * 1000) });
}

export function cutWords(frames: number, fps: number): string {
  return t('studio.state.cut', { seconds: seconds((frames / fps) * 1000) });
}

/** Length, and what was or would be paid; who is at work while someone is. */
export function metaWords(segment: Segment, standing: SegmentStanding, job: JobView | undefined, fps: number): string {
  const length = seconds((standing.length / fps) * 1000);
  if (standing.state === 'off') return length;
  if (job && isActive(job)) return `${length} · ${providerName(job.provider)}`;
  const chosen = standing.takes.find((take) => take.is_chosen);
  if (standing.short > 0) return `${length} · ${t(segment.fit === 'loop' ? 'studio.fit.looped' : 'studio.fit.held')}`;
  return `${length} · ${price(chosen ? chosen.cost_micros : standing.price_micros)}`;
}

/** The whole of a clip for those who do not see it: "Segment 3 of 8, Drink a glass of water…, 4.9 seconds, generating 62%". */
export function clipLabel(segment: Segment, standing: SegmentStanding, job: JobView | undefined, index: number, count: number, fps: number): string {
  const text = segment.narration === '' ? t('studio.clip.silent') : segment.narration.length > 32 ? `${segment.narration.slice(0, 31).trimEnd()}…` : segment.narration;
  const status = statusOf(standing, job, fps).text.toLocaleLowerCase();
  const words = { number: index + 1, count, text, seconds: number(standing.length / fps, 1), status };
  const takes = standing.takes.length > 1 ? `, ${t('studio.takes.count', { count: standing.takes.length })}` : '';
  return t('studio.clip.label', words) + takes;
}

/** A line of a list of providers: its price, or that it is not set up, and then it cannot be chosen. */
export function providerOption(one: ProviderView): { value: string; label: string; note: string; isDisabled: boolean } {
  const cost = one.price_micros === 0 ? price(0) : t('studio.provider.price', { price: price(one.price_micros) });
  const isReady = one.state === 'ready';
  return { value: one.provider, label: one.name, note: isReady ? cost : t('new.provider.notReady'), isDisabled: !isReady };
}

/** What a voice sounds like, in a word. */
import type * as B from '../api/bindings';
import { t } from '../i18n';

export function genderWord({ gender }: Pick<B.VoiceView, 'gender'>): string {
  return gender === 'female' ? t('new.voice.female') : t('new.voice.male');
}

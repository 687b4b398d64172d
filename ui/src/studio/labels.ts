/** What a step of the history is called in the window's language. */
import type { EditLabel, LabelKey } from '../api/bindings';
import { t } from '../i18n';

type WholeKey = 'replace_script' | 'title' | 'language' | 'format' | 'voice' | 'pronunciations' | 'caption_style' | 'caption_area' | 'show_captions' | 'hide_captions' | 'music' | 'mix';

const WHOLE: readonly LabelKey[] = ['replace_script', 'title', 'language', 'format', 'voice', 'pronunciations', 'caption_style', 'caption_area', 'show_captions', 'hide_captions', 'music', 'mix'] satisfies WholeKey[];

const isWhole = (key: LabelKey): key is WholeKey => WHOLE.includes(key);

/** In the middle of a sentence: "move segment 3". */
export function labelWords({ key, number, count }: EditLabel): string {
  if (isWhole(key)) return t(`studio.label.${key}`);
  if (key === 'several' && count === 0) return t('studio.label.several.whole');
  return number === null ? t(`studio.label.${key}.many`, { count }) : t(`studio.label.${key}.one`, { number });
}

/** At the start of a line: "Move segment 3". */
export function labelTitle(label: EditLabel): string {
  const words = labelWords(label);
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

/** Which language the window speaks, and its messages. */
import type { Message, Values } from './catalogue';
import { en } from './en';
import { fr } from './fr';

export type LanguageCode = 'en' | 'fr';
export type MessageKey = keyof typeof en;

const catalogues: Record<LanguageCode, { readonly [K in MessageKey]: Message }> = { en, fr };

/** The one piece of module state: every component speaks the same language at the same time. */
class Locale {
  current = $state<LanguageCode>('en');

  set(language: LanguageCode): void {
    this.current = language;
  }
}

export const locale = new Locale();

/** The window's language for a language tag of the system: French for all kinds of French, English for the rest. */
export function closestLanguage(tag: string | null | undefined): LanguageCode {
  return tag?.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/** A message in the language of the window. Follows a switch of language wherever it is read by the page. */
export function t<K extends MessageKey>(key: K, ...[values]: Values<(typeof en)[K]>): string {
  const message = catalogues[locale.current][key];
  return fill(choose(message, values), values);
}

function choose(message: Message, values: { readonly [name: string]: string | number } | undefined): string {
  if (typeof message === 'string') return message;
  return pluralForm(Number(values?.['count'] ?? 0)) === 'one' ? message.one : message.other;
}

const rules = new Map<LanguageCode, Intl.PluralRules>();

function pluralForm(count: number): Intl.LDMLPluralRule {
  let rule = rules.get(locale.current);
  if (!rule) rules.set(locale.current, (rule = new Intl.PluralRules(locale.current)));
  return rule.select(count);
}

const numbers = new Map<LanguageCode, Intl.NumberFormat>();

function numberText(value: number): string {
  let format = numbers.get(locale.current);
  if (!format) numbers.set(locale.current, (format = new Intl.NumberFormat(locale.current)));
  return format.format(value);
}

function fill(text: string, values: { readonly [name: string]: string | number } | undefined): string {
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numberText(value) : value;
  });
}

/** Numbers, lengths, dates and money as the window's language writes them. */
import { locale, t } from './locale.svelte';

/** Formats cost more to make than to use, so each is made once. */
function kept<O, F>(make: (language: string, options: O) => F): (options: O) => F {
  const formats = new Map<string, F>();
  return (options) => {
    const key = locale.current + JSON.stringify(options);
    let format = formats.get(key);
    if (!format) formats.set(key, (format = make(locale.current, options)));
    return format;
  };
}

const numberFormat = kept((language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options));
const relativeFormat = kept((language, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(language, options));
const dateFormat = kept((language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options));
const nameFormat = kept((language, options: Intl.DisplayNamesOptions) => new Intl.DisplayNames(language, options));

export function number(value: number, digits = 0): string {
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value).replace('-', '−');
}

/** 62 -> "62%", « 62 % ». */
export function percent(value: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(value / 100);
}

const CENT = 10_000;

/** Micro-dollars as dollars: "$0.30". Amounts below a cent keep the digits that tell them from nothing. */
export function money(micros: number): string {
  const isTiny = micros !== 0 && Math.abs(micros) < CENT;
  return numberFormat({
    style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: 2, maximumFractionDigits: isTiny ? 4 : 2,
  }).format(micros / 1_000_000);
}

/** A price: money, or the word for nothing to pay. */
export function price(micros: number): string {
  return micros === 0 ? t('common.free') : money(micros);
}

/** A length in words of one letter: "4.8 s". */
export function seconds(ms: number, digits = 1): string {
  return t('common.seconds', { seconds: number(ms / 1000, digits) });
}

/** A length as a clock: "0:29", "1:02:07". */
export function clock(ms: number): string {
  const whole = Math.round(ms / 1000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

const STEPS: readonly (readonly ['gigabyte' | 'megabyte' | 'kilobyte' | 'byte', number])[] = [
  ['gigabyte', 1e9], ['megabyte', 1e6], ['kilobyte', 1e3], ['byte', 1],
];

export function bytes(count: number): string {
  const [unit, size] = STEPS.find(([, least]) => count >= least) ?? ['byte', 1];
  const value = count / size;
  const digits = unit === 'byte' || value >= 100 ? 0 : 1;
  return numberFormat({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When something was, seen from now: "just now", "2 hours ago", "yesterday", then the date. */
export function ago(then: number, now: number): string {
  const passed = now - then;
  if (passed < MINUTE) return t('common.justNow');
  const relative = relativeFormat({ numeric: 'auto' });
  if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), 'minute');
  if (passed < DAY) return relative.format(-Math.floor(passed / HOUR), 'hour');
  if (passed < 7 * DAY) return relative.format(-Math.floor(passed / DAY), 'day');
  return date(then, now);
}

/** A day; the year only where it is not this one. */
export function date(then: number, now: number): string {
  const isThisYear = new Date(then).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) };
  return dateFormat(options).format(then);
}

/** Time left, rounded to what can honestly be promised: "40 s", "3 min". */
export function timeLeft(ms: number): string {
  if (ms < 55_000) return t('common.seconds', { seconds: number(Math.max(5, Math.ceil(ms / 5_000) * 5)) });
  return t('common.minutes', { minutes: number(Math.max(1, Math.round(ms / MINUTE))) });
}

/** A language by its name in the language of the window, with a capital as in a list. */
export function languageName(code: string): string {
  const name = nameFormat({ type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(locale.current) + name.slice(1);
}

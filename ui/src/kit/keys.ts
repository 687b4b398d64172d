/** Key combinations: written once as "Mod+Shift+Z", matched against events and shown as a creator's keyboard names them. */
import { t } from '../i18n';

export const isMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform);

type Combination = { mod: boolean; shift: boolean; alt: boolean; key: string };

function parse(keys: string): Combination {
  const parts = keys.split('+');
  const key = parts.pop() || '+';
  return { mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt'), key: key.toLowerCase() };
}

/** Whether an event is this combination. "?" and other signs ignore Shift, which many layouts need to type them. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const wanted = parse(keys);
  const typed = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const isSign = wanted.key.length === 1 && wanted.key.toLowerCase() === wanted.key.toUpperCase();
  return (
    typed === wanted.key &&
    (isMac ? event.metaKey : event.ctrlKey) === wanted.mod &&
    event.altKey === wanted.alt &&
    (isSign || event.shiftKey === wanted.shift)
  );
}

/** Whether what is typed belongs to a text field, so that single-letter shortcuts keep away. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type);
}

const SIGNS: Record<string, string> = { arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓' };

function keyName(key: string): string {
  switch (key) {
    case 'space': return t('keys.space');
    case 'enter': return t('keys.enter');
    case 'escape': return t('keys.escape');
    case 'delete': return t('keys.delete');
    case 'home': return t('keys.home');
    case 'end': return t('keys.end');
    case '-': return '−';
    default: return SIGNS[key] ?? key.toUpperCase();
  }
}

/** The combination as separate key caps. */
export function keyCaps(keys: string): string[] {
  const { mod, shift, alt, key } = parse(keys);
  const caps: string[] = [];
  if (mod) caps.push(isMac ? '⌘' : t('keys.ctrl'));
  if (shift) caps.push(isMac ? '⇧' : t('keys.shift'));
  if (alt) caps.push(isMac ? '⌥' : t('keys.alt'));
  return [...caps, keyName(key)];
}

/** The combination on one line: "Ctrl+Shift+Z", or "⇧⌘Z" where that is the custom. */
export function keyLabel(keys: string): string {
  return keyCaps(keys).join(isMac ? '' : '+');
}

/** For `aria-keyshortcuts`. */
export function ariaKeys(keys: string): string {
  const { mod, shift, alt, key } = parse(keys);
  const named = key.length === 1 ? key.toUpperCase() : key === 'space' ? 'Space' : key.replace(/^(arrow)?(\w)/, (_, arrow, letter) => (arrow ? 'Arrow' : '') + letter.toUpperCase());
  return [mod && (isMac ? 'Meta' : 'Control'), alt && 'Alt', shift && 'Shift', named].filter(Boolean).join('+');
}

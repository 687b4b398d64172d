import { describe, expect, it } from 'vitest';
import { locale } from '../i18n';
import { ariaKeys, isTyping, keyLabel, matches } from './keys';

const press = (key: string, of: KeyboardEventInit = {}): KeyboardEvent => new KeyboardEvent('keydown', { key, ...of });

describe('key combinations', () => {
  it('are told apart by their modifiers', () => {
    expect(matches(press('z', { ctrlKey: true }), 'Mod+Z')).toBe(true);
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Z')).toBe(false);
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'Mod+Shift+Z')).toBe(true);
    expect(matches(press('z'), 'Mod+Z')).toBe(false);
  });

  it('know signs whatever it takes to type them', () => {
    expect(matches(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(matches(press(',', { ctrlKey: true }), 'Mod+,')).toBe(true);
    expect(matches(press(' '), 'Space')).toBe(true);
  });

  it('are named as on the keyboard', () => {
    expect([keyLabel('Mod+Shift+Z'), keyLabel('Space'), keyLabel('ArrowLeft')]).toEqual(['Ctrl+Shift+Z', 'Space', '←']);
    locale.set('fr');
    expect(keyLabel('Mod+Shift+Delete')).toBe('Ctrl+Maj+Suppr');
    expect([ariaKeys('Mod+E'), ariaKeys('ArrowLeft'), ariaKeys('Space')]).toEqual(['Control+E', 'ArrowLeft', 'Space']);
  });

  it('keep away from text', () => {
    const range = Object.assign(document.createElement('input'), { type: 'range' });
    expect([isTyping(document.createElement('textarea')), isTyping(document.createElement('input')), isTyping(range), isTyping(document.body)]).toEqual([true, true, false, false]);
  });
});

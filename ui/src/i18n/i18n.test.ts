import { describe, expect, it } from 'vitest';
import { ago, bytes, clock, date, languageName, locale, money, number, percent, price, seconds, t, timeLeft } from '.';
import { en } from './en';
import { fr } from './fr';
import { closestLanguage } from './locale.svelte';

const NOW = new Date(2026, 10, 22, 12).getTime();
const HOUR = 3_600_000;
/** Intl's spaces differ between versions of its data; what is read is the same. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/gu, ' ');

describe('messages', () => {
  it('fills in values and follows the language', () => {
    expect(t('library.deleted', { title: 'Cats' })).toBe('Deleted “Cats”');
    locale.set('fr');
    expect(plain(t('library.deleted', { title: 'Chats' }))).toBe('« Chats » supprimée');
  });

  it('chooses the plural of the language: nothing is one in French, many in English', () => {
    expect(t('library.count', { count: 0 })).toBe('0 videos');
    expect(t('library.count', { count: 1 })).toBe('1 video');
    locale.set('fr');
    expect(t('library.count', { count: 0 })).toBe('0 vidéo');
    expect(t('library.count', { count: 2 })).toBe('2 vidéos');
  });

  it('writes large counts as the language does', () => {
    expect(t('library.count', { count: 1200 })).toBe('1,200 videos');
    locale.set('fr');
    expect(plain(t('library.count', { count: 1200 }))).toBe('1 200 vidéos');
  });

  it('has the same keys and values in both languages', () => {
    const shape = (catalogue: object): string[] => Object.entries(catalogue).map(([key, message]) => {
      const text = typeof message === 'string' ? message : `${message.one}${message.other}`;
      return `${key} ${[...new Set(text.match(/\{\w+\}/gu) ?? [])].sort().join()}`;
    }).sort();
    expect(shape(fr)).toEqual(shape(en));
  });

  it('has no breaking space before high punctuation in French', () => {
    const wrong = Object.entries(fr).filter(([, message]) => / [!?:;»]|« /u.test(typeof message === 'string' ? message : `${message.one} ${message.other}`));
    expect(wrong).toEqual([]);
  });

  it('takes the window’s language from the system’s', () => {
    expect([closestLanguage('fr-CA'), closestLanguage('en-GB'), closestLanguage('de'), closestLanguage(null)]).toEqual(['fr', 'en', 'en', 'en']);
  });
});

describe('formats', () => {
  it('writes money and its absence', () => {
    expect([money(300_000), money(0), money(4_200), price(0), price(1_500_000)]).toEqual(['$0.30', '$0.00', '$0.0042', 'Free', '$1.50']);
    locale.set('fr');
    expect([money(300_000), price(0)].map(plain)).toEqual(['0,30 $', 'Gratuit']);
  });

  it('writes lengths', () => {
    expect([clock(29_400), clock(60_000), clock(3_727_000), plain(seconds(4_800))]).toEqual(['0:29', '1:00', '1:02:07', '4.8 s']);
    locale.set('fr');
    expect(plain(seconds(4_800))).toBe('4,8 s');
  });

  it('promises no more precision than it has', () => {
    expect([timeLeft(1_000), timeLeft(23_000), timeLeft(54_000), timeLeft(80_000), timeLeft(170_000)].map(plain)).toEqual(['5 s', '25 s', '55 s', '1 min', '3 min']);
  });

  it('writes sizes, numbers and parts', () => {
    expect([bytes(0), bytes(950), bytes(28_600_000), bytes(310_000_000)].map(plain)).toEqual(['0 byte', '950 byte', '28.6 MB', '310 MB']);
    expect([number(1234.5, 1), plain(percent(62))]).toEqual(['1,234.5', '62%']);
    locale.set('fr');
    expect([bytes(28_600_000), percent(62)].map(plain)).toEqual(['28,6 Mo', '62 %']);
  });

  it('says when something was', () => {
    expect([ago(NOW - 5_000, NOW), ago(NOW - 2 * HOUR, NOW), ago(NOW - 30 * HOUR, NOW), ago(NOW - 20 * 24 * HOUR, NOW)]).toEqual(['just now', '2 hours ago', 'yesterday', 'Nov 2']);
    expect(date(NOW - 400 * 24 * HOUR, NOW)).toBe('Oct 18, 2025');
    locale.set('fr');
    expect(ago(NOW - 30 * HOUR, NOW)).toBe('hier');
  });

  it('names languages in the language of the window', () => {
    expect(languageName('fr')).toBe('French');
    locale.set('fr');
    expect(languageName('en')).toBe('Anglais');
  });
});

/** What a voice says when it is tried: a sentence of its own language, not of the window's. */
const ENGLISH = 'Hello. This is how I would tell your story.';

const LINES: Readonly<Record<string, string>> = {
  en: ENGLISH,
  fr: 'Bonjour. Voici comment je raconterais votre histoire.',
  es: 'Hola. Así contaría yo tu historia.',
  de: 'Hallo. So würde ich deine Geschichte erzählen.',
  it: 'Ciao. Ecco come racconterei la tua storia.',
  pt: 'Olá. É assim que eu contaria a tua história.',
  ja: 'こんにちは。この声であなたの物語をお届けします。',
};

export function auditionPath(voice: { provider: string; voice: string }, language: string): string {
  const text = LINES[language.split('-')[0] ?? ''] ?? ENGLISH;
  const query = new URLSearchParams({ provider: voice.provider, voice: voice.voice, speed: '100', pitch: '100', language, text });
  return `/audition?${query.toString()}`;
}

/** What the made-up program offers: pillars, voices, providers, settings. */
import type * as B from '../bindings';

const PILLARS: readonly (readonly [string, string, string, string, string])[] = [
  ['tips', 'Tips', 'A handful of short tips the viewer can use today.', 'Astuces', 'Quelques conseils courts, à appliquer dès aujourd’hui.'],
  ['tutorial', 'Tutorial', 'From first step to finished result, in the right order.', 'Tutoriel', 'Du premier geste au résultat, dans le bon ordre.'],
  ['list', 'List', 'A counted list: quick, numbered, easy to remember.', 'Liste', 'Une liste numérotée, rapide et facile à retenir.'],
  ['story', 'Story', 'A short true-to-life tale: before, trouble, turn, lesson.', 'Histoire', 'Un petit récit, avec un avant, un obstacle, un déclic, une leçon.'],
  ['myth', 'Myth', 'Takes apart what everybody believes, and says what holds.', 'Idée reçue', 'Démonte une croyance répandue et dit ce qui tient debout.'],
  ['news', 'News', 'What a piece of news changes for the viewer; you add the facts.', 'Actualité', 'Ce qu’une nouvelle change pour le public ; les faits, c’est vous qui les ajoutez.'],
  ['promo', 'Promo', 'Presents a product, an event or a service without shouting.', 'Promotion', 'Présente un produit, un événement ou un service, sans crier.'],
  ['behind-the-scenes', 'Behind the scenes', 'Shows how the thing is really made, drafts and doubts included.', 'Coulisses', 'Montre comment la chose se fait vraiment, brouillons et doutes compris.'],
  ['quote', 'Quote', 'Proverbs and old sentences, tied to the theme.', 'Citation', 'Proverbes et phrases anciennes, reliés au thème.'],
];

export function pillars(language: string): B.PillarView[] {
  return PILLARS.map(([pillar, name, description, nom, texte]) =>
    language === 'fr' ? { pillar, name: nom, description: texte } : { pillar, name, description });
}

const VOICES: Record<string, B.VoiceView[]> = {
  en: [
    { voice: 'bf_emma', name: 'Emma', provider: 'embedded', gender: 'female' }, { voice: 'af_heart', name: 'Heart', provider: 'embedded', gender: 'female' },
    { voice: 'am_michael', name: 'Michael', provider: 'embedded', gender: 'male' }, { voice: 'bm_george', name: 'George', provider: 'embedded', gender: 'male' },
  ],
  fr: [
    { voice: 'ff_siwis', name: 'Siwis', provider: 'embedded', gender: 'female' }, { voice: 'fm_remi', name: 'Rémi', provider: 'embedded', gender: 'male' },
  ],
};

export function voices(language: string): B.VoiceView[] {
  return VOICES[language] ?? [{ voice: `${language}_1`, name: 'Alex', provider: 'embedded', gender: 'female' }];
}

export const providers: readonly B.ProviderView[] = [
  { provider: 'embedded', makes: 'script', model: 'templates', name: 'Built-in script', note: 'Writes from templates.', price_micros: 0, state: 'ready' },
  { provider: 'embedded', makes: 'voice', model: 'espeak', name: 'Built-in voice', note: 'Clear but mechanical.', price_micros: 0, state: 'ready' },
  { provider: 'embedded', makes: 'video', model: 'sketch', name: 'Built-in sketch', note: 'Moving drawings, not footage.', price_micros: 0, state: 'ready' },
  { provider: 'luma', makes: 'video', model: 'ray-3.2', name: 'Luma Ray 3.2', note: '', price_micros: 60_000, state: 'ready' },
  { provider: 'runway', makes: 'video', model: 'gen4.5', name: 'Runway Gen-4.5', note: '', price_micros: 120_000, state: 'ready' },
];

const EN_FRANCAIS: Record<string, readonly [name: string, note: string]> = {
  script: ['Script intégré', 'Écrit d’après des modèles.'], voice: ['Voix intégrée', 'Claire mais mécanique.'], video: ['Croquis intégré', 'Des dessins animés, pas des prises de vues.'],
};

export function providersIn(language: string): B.ProviderView[] {
  return providers.map((view) => {
    const [name, note] = (language === 'fr' && view.provider === 'embedded' ? EN_FRANCAIS[view.makes] : undefined) ?? [view.name, view.note];
    return { ...view, name, note };
  });
}

export const settings: readonly B.SettingView[] = [
  { name: 'cap.project', value: '5.00', default: 'none', description: 'The most a project may cost, in dollars: 5.00' },
  { name: 'cap.day', value: null, default: 'none', description: 'The most all projects may cost in a day, in dollars' },
  { name: 'cap.month', value: null, default: 'none', description: 'The most all projects may cost in a month, in dollars' },
  { name: 'video.provider', value: null, default: 'embedded', description: 'Who makes clips when nothing else is said' },
];

export const encoders: readonly B.EncoderView[] = [
  { encoder: 'x264enc', name: 'x264', is_hardware: false, problem: null },
  { encoder: 'vah264enc', name: 'VA-API', is_hardware: true, problem: null },
  { encoder: 'nvh264enc', name: 'NVIDIA NVENC', is_hardware: true, problem: 'it fails: no device' },
];

export const CAPTION_PRESETS = ['clean', 'outline', 'box', 'karaoke', 'pill', 'pop', 'impact', 'gradient', 'neon', 'minimal'];
export const MUSIC: readonly B.MusicView[] = [
  { name: 'calm', title: 'Calm', mood: 'Warm and unhurried, for stories and advice' }, { name: 'bright', title: 'Bright', mood: 'Upbeat, for good news and how-tos' }, { name: 'drive', title: 'Drive', mood: 'Steady drums, for promos' }, { name: 'playful', title: 'Playful', mood: 'Light steps, for myths and lists' }, { name: 'wonder', title: 'Wonder', mood: 'Wide strings, for discoveries' },
];
export const PLATFORMS: readonly B.PlatformView[] = [
  { platform: 'tiktok', name: 'TikTok', safe: { left: 60, top: 240, right: 888, bottom: 1260 } },
  { platform: 'reels', name: 'Instagram Reels', safe: { left: 65, top: 269, right: 1015, bottom: 1248 } },
  { platform: 'shorts', name: 'YouTube Shorts', safe: { left: 48, top: 288, right: 888, bottom: 1248 } },
];

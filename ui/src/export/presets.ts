/** What can be exported for, in the order it is offered. */
import Archive from '@lucide/svelte/icons/archive';
import Globe from '@lucide/svelte/icons/globe';
import Smartphone from '@lucide/svelte/icons/smartphone';
import Zap from '@lucide/svelte/icons/zap';
import type * as B from '../api/bindings';
import type { Icon } from '../kit/icon';

export const PRESETS: readonly { preset: B.Purpose; icon: Icon }[] = [
  { preset: 'everywhere', icon: Globe }, { preset: 'tiktok', icon: Smartphone }, { preset: 'reels', icon: Smartphone },
  { preset: 'shorts', icon: Smartphone }, { preset: 'high_quality', icon: Archive }, { preset: 'draft', icon: Zap },
];

export const USUAL: B.ExportOptions = { preset: 'everywhere', encoder: null, burns_captions: true, subtitles: null, cover: null };

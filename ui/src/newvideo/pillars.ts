/** The picture of each kind of video. */
import BookOpen from '@lucide/svelte/icons/book-open';
import Clapperboard from '@lucide/svelte/icons/clapperboard';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import ListOrdered from '@lucide/svelte/icons/list-ordered';
import Megaphone from '@lucide/svelte/icons/megaphone';
import Newspaper from '@lucide/svelte/icons/newspaper';
import Quote from '@lucide/svelte/icons/quote';
import SearchX from '@lucide/svelte/icons/search-x';
import Sparkle from '@lucide/svelte/icons/sparkle';
import type { Icon } from '../kit/icon';

const ICONS: ReadonlyMap<string, Icon> = new Map([
  ['tips', Lightbulb], ['tutorial', GraduationCap], ['list', ListOrdered], ['story', BookOpen], ['myth', SearchX], ['news', Newspaper],
  ['promo', Megaphone], ['behind-the-scenes', Clapperboard], ['quote', Quote],
]);

export function pillarIcon(pillar: string): Icon {
  return ICONS.get(pillar) ?? Sparkle;
}

/** Every drag has a command here, and so has every key. */
import Copy from '@lucide/svelte/icons/copy';
import Scissors from '@lucide/svelte/icons/scissors';
import Sparkles from '@lucide/svelte/icons/sparkles';
import Trash from '@lucide/svelte/icons/trash-2';
import { t } from '../i18n';
import type { MenuLine } from '../kit/menu';
import type { StudioParts } from '../studio/context';

export function clipMenu({ desk, timeline, commands }: StudioParts): MenuLine[] {
  const { chosen } = desk;
  const count = desk.view.document.segments.length;
  const first = chosen[0] ? desk.indexOf(chosen[0].id) : 0;
  const isOff = chosen.every((segment) => !segment.is_included);
  const stale = chosen.filter((segment) => ['stale', 'missing'].includes(desk.standing(segment.id)?.voice ?? '')).map((segment) => segment.id);
  const nudge = (edge: 'start' | 'end', by: number) => () => chosen[0] && timeline.trim(chosen[0].id, edge, by);
  const isOne = chosen.length === 1;
  return [
    { label: t('studio.menu.newTake', { count: chosen.length }), icon: Sparkles, keys: 'Mod+Shift+Enter', onselect: () => void commands.regenerateSelected() },
    ...(stale.length > 0 ? [{ label: t('studio.menu.mendVoices', { count: stale.length }), onselect: () => commands.mendVoices(stale) }] : []),
    { label: t(isOff ? 'studio.include' : 'studio.exclude'), keys: 'E', onselect: () => commands.toggleIncluded() },
    { kind: 'line' },
    { label: t('studio.menu.moveEarlier'), isDisabled: first === 0, onselect: () => commands.moveBy(-1) },
    { label: t('studio.menu.moveLater'), isDisabled: first + chosen.length >= count, onselect: () => commands.moveBy(1) },
    { label: t('studio.menu.moveFirst'), isDisabled: first === 0, onselect: () => commands.moveTo('first') },
    { label: t('studio.menu.moveLast'), isDisabled: first + chosen.length >= count, onselect: () => commands.moveTo('last') },
    { kind: 'line' },
    { label: t('studio.split'), icon: Scissors, keys: 'S', onselect: () => commands.splitAtPlayhead() },
    { label: t('studio.join'), isDisabled: isOne && first === 0, onselect: () => commands.join() },
    { label: t('studio.trim.start'), keys: 'Q', onselect: () => commands.trimToPlayhead('start') },
    { label: t('studio.trim.end'), keys: 'W', onselect: () => commands.trimToPlayhead('end') },
    ...(isOne
      ? [
          { label: t('studio.trim.shorter'), keys: 'Shift+ArrowLeft', onselect: nudge('end', -3) },
          { label: t('studio.trim.longer'), keys: 'Shift+ArrowRight', onselect: nudge('end', 3) },
        ]
      : []),
    { kind: 'line' },
    { label: t('studio.cut'), keys: 'Mod+X', onselect: () => commands.cut() },
    { label: t('common.copy'), icon: Copy, keys: 'Mod+C', onselect: () => commands.copy() },
    { label: t('studio.paste'), keys: 'Mod+V', isDisabled: commands.clipboard.segments.length === 0, onselect: () => commands.paste() },
    { label: t('common.duplicate'), keys: 'Mod+D', onselect: () => commands.duplicate() },
    { kind: 'line' },
    { label: t('common.delete'), icon: Trash, keys: 'Delete', isDanger: true, onselect: () => commands.remove() },
  ];
}

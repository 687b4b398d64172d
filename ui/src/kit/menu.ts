/** The lines of a menu. */
import type { Icon } from './icon';

export type MenuLine =
  | { kind?: 'command'; label: string; icon?: Icon; keys?: string; isDanger?: boolean; isDisabled?: boolean; isChecked?: boolean; onselect: () => void }
  | { kind: 'line' };

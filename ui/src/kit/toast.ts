/** A short notice at the foot of the window. */
import type { Tone } from './tone';

export type ToastNotice = {
  readonly id: number;
  readonly tone: Tone;
  readonly title: string;
  readonly text?: string | undefined;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  /** How long it stays, in milliseconds; null: until it is dismissed. */
  readonly stays: number | null;
};

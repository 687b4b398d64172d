/** A tooltip on any element, by pointer and by keyboard focus. It repeats what the control is called, so it is hidden from readers. */
import type { Attachment } from 'svelte/attachments';
import { keyLabel } from './keys';

const DELAY = 450;
const GAP = 6;
const MARGIN = 8;

let shown: HTMLElement | null = null;

function hide(): void {
  shown?.remove();
  shown = null;
}

function show(anchor: Element, text: string, keys: string | undefined): void {
  hide();
  const box = document.createElement('div');
  box.className = 'tooltip';
  box.setAttribute('aria-hidden', 'true');
  box.append(text);
  if (keys) {
    const cap = document.createElement('kbd');
    cap.append(keyLabel(keys));
    box.append(cap);
  }
  document.body.append(box);
  shown = box;
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + GAP;
  const top = below + height + MARGIN <= window.innerHeight ? below : at.top - GAP - height;
  const left = Math.min(Math.max(MARGIN, at.left + (at.width - width) / 2), window.innerWidth - width - MARGIN);
  box.style.top = `${top}px`;
  box.style.left = `${left}px`;
}

/** `{@attach tooltip(() => label, keys)}` */
export function tooltip(text: () => string | undefined, keys?: string): Attachment<Element> {
  return (anchor) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const words = text();
        if (words && anchor.isConnected) show(anchor, words, keys);
      }, DELAY);
    };
    const away = (): void => {
      clearTimeout(timer);
      hide();
    };
    const onFocus = (): void => {
      if (anchor.matches(':focus-visible')) later();
    };
    anchor.addEventListener('pointerenter', later);
    anchor.addEventListener('pointerleave', away);
    anchor.addEventListener('pointerdown', away);
    anchor.addEventListener('keydown', away);
    anchor.addEventListener('focus', onFocus);
    anchor.addEventListener('blur', away);
    return () => {
      away();
      anchor.removeEventListener('pointerenter', later);
      anchor.removeEventListener('pointerleave', away);
      anchor.removeEventListener('pointerdown', away);
      anchor.removeEventListener('keydown', away);
      anchor.removeEventListener('focus', onFocus);
      anchor.removeEventListener('blur', away);
    };
  };
}

import { fireEvent, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Edit, StillMove } from '../../api/bindings';
import { desk, segment, take } from '../fixtures';
import { bench, flaws, show, type Bench } from '../mounted';
import Inspector from './Inspector.svelte';

const movement: StillMove = { from: { x: 500, y: 500 }, from_size: 1000, to: { x: 500, y: 500 }, to_size: 500 };
const still = segment({ id: 'a', picture: { take: 't1', extent: { kind: 'still' } }, framing: { kind: 'pan_zoom', movement } });
const view = desk([still], {}, [{ state: 'ready', takes: [take({ is_still: true })] }]);

/** The inspector of a still on its side, of which the largest part is a quarter of the width, drawn 400 by 100. */
async function opened(): Promise<Bench & { container: Element; picture: HTMLElement }> {
  const it = await bench(view);
  it.parts.desk.select(['a']);
  const { container } = show(it, Inspector);
  const img = container.querySelector<HTMLImageElement>('.picture img');
  if (!img) throw new Error('no picture is shown');
  Object.defineProperties(img, { naturalWidth: { value: 9 * 400 }, naturalHeight: { value: 16 * 100 } });
  await fireEvent.load(img);
  const picture = img.closest<HTMLElement>('.picture') ?? document.body;
  picture.getBoundingClientRect = () => new DOMRect(0, 0, 400, 100);
  return { ...it, container, picture };
}
const moves = (edits: readonly Edit[]): StillMove[] => edits.flatMap((edit) => (edit.kind === 'set_framing' && edit.framing.kind === 'pan_zoom' ? [edit.framing.movement] : []));
const point = (x: number, y: number): PointerEventInit => ({ clientX: x, clientY: y, button: 0, pointerId: 1 });

describe('the pan and zoom editor', () => {
  it('shows where the movement starts and ends', async () => {
    const { container } = await opened();
    expect(screen.getByRole('slider', { name: 'Part at the start' })).toHaveStyle({ left: '37.5%', width: '25%', top: '0%', height: '100%' });
    expect(screen.getByRole('slider', { name: 'Part at the end' })).toHaveStyle({ left: '43.75%', width: '12.5%', top: '25%', height: '50%' });
    expect(screen.getByRole('slider', { name: 'Part at the end' })).toHaveAttribute('aria-valuetext', '50% of what fits, middle at 50% across and 50% down');
    expect(await flaws(container)).toEqual([]);
  });

  it('moves a part with the pointer, in one step of the history', async () => {
    const { edits, picture } = await opened();
    await fireEvent.pointerDown(picture, point(200, 50));
    await fireEvent.pointerMove(picture, point(240, 50));
    await fireEvent.pointerMove(picture, point(280, 50));
    expect(moves(edits)).toEqual([]);
    await fireEvent.pointerUp(picture, point(280, 50));
    expect(moves(edits)).toEqual([{ ...movement, to: { x: 700, y: 500 } }]);
  });

  it('resizes a part by its corner', async () => {
    const { edits, picture } = await opened();
    await fireEvent.pointerDown(picture, point(225, 75));
    await fireEvent.pointerMove(picture, point(235, 85));
    await fireEvent.pointerUp(picture, point(235, 85));
    expect(moves(edits)).toEqual([{ ...movement, to: { x: 513, y: 550 }, to_size: 600 }]);
  });

  it('leaves things as they are where nothing was moved', async () => {
    const { edits, picture } = await opened();
    await fireEvent.pointerDown(picture, point(200, 50));
    await fireEvent.pointerUp(picture, point(200, 50));
    await fireEvent.pointerDown(picture, point(10, 50));
    await fireEvent.pointerMove(picture, point(300, 50));
    await fireEvent.pointerUp(picture, point(300, 50));
    expect(moves(edits)).toEqual([]);
  });

  it('moves and resizes by keyboard, and keeps the keys from the timeline', async () => {
    const { edits, parts } = await opened();
    const end = screen.getByRole('slider', { name: 'Part at the end' });
    const heard: string[] = [];
    const hear = (event: KeyboardEvent): void => void heard.push(event.key);
    addEventListener('keydown', hear);
    end.focus();
    await userEvent.keyboard('{ArrowRight}');
    await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
    await userEvent.keyboard('-');
    removeEventListener('keydown', hear);
    expect(moves(edits)).toEqual([{ ...movement, to: { x: 510, y: 500 } }, { ...movement, to: { x: 500, y: 450 } }, { ...movement, to_size: 480 }]);
    expect(heard).toEqual(['Shift']);
    expect(parts.desk.playhead).toBe(0);
  });

  it('offers ready movements and turns one round', async () => {
    const { edits } = await opened();
    await userEvent.click(screen.getByRole('button', { name: 'Pan to the right' }));
    await userEvent.click(screen.getByRole('button', { name: 'Swap start and end' }));
    await tick();
    expect(moves(edits)).toEqual([
      { from: { x: 425, y: 500 }, from_size: 1000, to: { x: 575, y: 500 }, to_size: 1000 },
      { from: movement.to, from_size: 500, to: movement.from, to_size: 1000 },
    ]);
  });
});

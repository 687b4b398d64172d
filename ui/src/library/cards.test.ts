import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { NOW, showPart, type Shown } from '../test/show';
import Grid from './Grid.svelte';

const nothing = (): void => {};

/** A thousand videos, by title, in a window of 7 cards a row. */
async function many(): Promise<Shown & { titles: string[]; renamed: string[]; grid: HTMLElement; scroll: (top: number) => Promise<void> }> {
  const renamed: string[] = [];
  let titles: string[] = [];
  const shown = await showPart(Grid, async (api) => {
    const projects = await api.projects();
    titles = projects.map(({ title }) => title);
    return { projects, now: NOW, onopen: nothing, onduplicate: nothing, ondelete: async () => {}, onrename: async ({ title }, to) => void renamed.push(`${title} -> ${to}`) };
  }, { projects: 1000 });
  const grid = screen.getByRole('grid');
  const scroll = async (top: number): Promise<void> => {
    grid.scrollTop = top;
    await fireEvent.scroll(grid);
    await tick();
    // The second half of a row follows in the next frame.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await tick();
  };
  return { ...shown, titles, renamed, grid, scroll };
}
const card = (title: string | undefined): HTMLElement => screen.getByRole('button', { name: new RegExp(`^${title},`, 'u') });

describe('the grid of videos', () => {
  it('makes no card while it scrolls: it fills in the ones it has', async () => {
    const { grid, titles, scroll } = await many();
    const cards = [...grid.querySelectorAll('.card')];
    for (let top = 120; top <= 7200; top += 120) await scroll(top);
    expect([...grid.querySelectorAll('.card')].filter((one) => !cards.includes(one))).toEqual([]);
    expect(card(titles[20 * 7])).toBeInTheDocument();
    expect(grid.querySelector('[aria-rowindex="21"]')).toHaveStyle({ transform: 'translateY(7200px)' });
  });

  it('goes on by key from the card that was scrolled away', async () => {
    const { grid, titles, scroll, user } = await many();
    card(titles[2]).focus();
    await scroll(9000);
    expect(grid).toHaveFocus();
    await user.keyboard('{ArrowRight}');
    await waitFor(() => expect(card(titles[3])).toHaveFocus());
    expect(grid.scrollTop).toBe(0);
  });

  it('comes to the last card by one key', async () => {
    const { titles, user } = await many();
    card(titles[0]).focus();
    await user.keyboard('{End}');
    await waitFor(() => expect(card(titles[999])).toHaveFocus());
  });

  it('has one card for Tab to come to, wherever it is scrolled', async () => {
    const { grid, scroll } = await many();
    const stops = (): (string | undefined)[] => [...grid.querySelectorAll<HTMLElement>('[data-index]')].filter((one) => one.tabIndex === 0).map((one) => one.dataset['index']);
    expect(stops()).toEqual(['0']);
    await scroll(9000);
    expect(stops()).toEqual([String(25 * 7)]);
  });

  it('renames what it was asked to, though its card shows another video by then', async () => {
    const { grid, titles, renamed, scroll, user } = await many();
    card(titles[1]).focus();
    await user.keyboard('{F2}');
    await user.type(await screen.findByRole('textbox'), '{Control>}a{/Control}Quiet');
    await scroll(9000);
    await waitFor(() => expect(renamed).toEqual([`${titles[1]} -> Quiet`]));
    expect(grid.scrollTop, 'who scrolled on is not brought back').toBe(9000);
  });
});

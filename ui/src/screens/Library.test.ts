import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { NOW, expectAccessible, showPart } from '../test/show';
import Library from './Library.svelte';

const LIGHTHOUSE = /^The lighthouse keeper’s last letter,/u;
const CATS = /^Why cats knead,/u;

describe('the library', () => {
  it('invites to a first video when it is empty', async () => {
    const { user, api, app } = await showPart(Library, {}, { projects: 0 });
    expect(await screen.findByRole('heading', { name: 'What is your next video about?' })).toBeVisible();
    const make = screen.getByRole('button', { name: 'Make it' });
    expect(make).toBeDisabled();
    const theme = screen.getByRole('textbox', { name: 'Theme' });
    expect(theme).toHaveFocus();
    expect(await screen.findByRole('radio', { name: 'Story' })).toHaveAccessibleDescription(/true-to-life/u);
    await user.click(screen.getByRole('radio', { name: 'Story' }));
    await user.click(theme);
    const generate = vi.spyOn(api, 'generate');
    await user.keyboard('a lighthouse{Enter}');
    await waitFor(() => expect(app.screen.kind).toBe('studio'));
    expect(app.screen.kind === 'studio' && app.screen.desk.summary).toMatchObject({ title: 'A lighthouse', pillar: 'story', language: 'en' });
    await waitFor(() => expect(generate).toHaveBeenCalledWith(expect.any(String), { wanted: { kind: 'missing' }, provider: null, one_by_one: false }));
  });

  it('has no accessibility fault, empty or full', async () => {
    await showPart(Library, {}, { projects: 0 });
    await screen.findByRole('radio', { name: 'Story' });
    await expectAccessible();
  });

  it('shows every video with its state, length and cost', async () => {
    await showPart(Library, {});
    const card = await screen.findByRole('button', { name: LIGHTHOUSE });
    expect(card).toHaveAccessibleName(/2 of 4 clips, 0:\d\d, \$0\.60, changed/u);
    expect(screen.getByText('10 videos')).toBeVisible();
    await expectAccessible();
  });

  it('shows at once what a job or the command changes: state, length, cost, picture', async () => {
    const { api } = await showPart(Library, {});
    const card = await screen.findByRole('button', { name: LIGHTHOUSE });
    const lighthouse = (await api.projects()).find((project) => project.title.startsWith('The lighthouse'));
    const missing = api.projectsById.get(lighthouse?.project ?? '')?.document.segments.filter((segment) => !segment.picture) ?? [];
    expect(missing).toHaveLength(2);
    for (const segment of missing) api.projectsById.get(lighthouse?.project ?? '')?.addTake(segment.id, 'luma', 300_000, NOW);
    expect(card).toHaveAccessibleName(/2 of 4 clips/u);
    api.libraries.tell({ projects: [lighthouse?.project ?? ''] });
    await waitFor(() => expect(screen.getByRole('button', { name: LIGHTHOUSE })).toHaveAccessibleName(/Ready, 0:\d\d, \$1\.20, changed/u));
    api.projectsById.get(lighthouse?.project ?? '')?.wasExported('/home/ada/Videos/lighthouse.mp4', NOW);
    api.libraries.tell({ projects: [lighthouse?.project ?? ''] });
    await waitFor(() => expect(screen.getByRole('button', { name: LIGHTHOUSE })).toHaveAccessibleName(/Exported/u));
  });

  it('draws only what is seen of a thousand videos', async () => {
    await showPart(Library, {}, { projects: 1000 });
    const grid = await screen.findByRole('grid', { name: 'Your videos' });
    expect(grid).toHaveAttribute('aria-rowcount', '143');
    expect(within(grid).getAllByRole('gridcell').length).toBeLessThan(40);
  });

  it('is found by what is typed', async () => {
    const { user } = await showPart(Library, {});
    await screen.findByRole('button', { name: CATS });
    await user.type(screen.getByRole('searchbox', { name: 'Search videos' }), 'petrin');
    expect(screen.getByText('1 video found')).toBeVisible();
    expect(screen.queryByRole('button', { name: CATS })).toBeNull();
    await user.type(screen.getByRole('searchbox'), 'zzz');
    expect(screen.getByText('No video matches “petrinzzz”')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.getByRole('button', { name: CATS })).toBeVisible();
  });

  it('is walked with the arrow keys, and Enter opens', async () => {
    const { user, app } = await showPart(Library, {});
    const first = await screen.findByRole('button', { name: /^Three tips/u });
    first.focus();
    await user.keyboard('{ArrowRight}{ArrowRight}');
    await waitFor(() => expect(screen.getByRole('button', { name: CATS })).toHaveFocus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(app.screen.kind).toBe('studio'));
  });

  it('renames in place with F2', async () => {
    const { user } = await showPart(Library, {});
    (await screen.findByRole('button', { name: CATS })).focus();
    await user.keyboard('{F2}');
    const field = screen.getByRole('textbox', { name: 'New title for Why cats knead' });
    expect(field).toHaveFocus();
    await user.keyboard('What cats make{Enter}');
    await waitFor(() => expect(screen.getByRole('button', { name: /^What cats make,/u })).toHaveFocus());
  });

  it('keeps the title when a rename is given up', async () => {
    const { user, api } = await showPart(Library, {});
    const edit = vi.spyOn(api, 'edit');
    (await screen.findByRole('button', { name: CATS })).focus();
    await user.keyboard('{F2}Something{Escape}');
    expect(await screen.findByRole('button', { name: CATS })).toBeVisible();
    expect(edit).not.toHaveBeenCalled();
  });

  it('deletes, and brings back', async () => {
    const { user, api } = await showPart(Library, {});
    (await screen.findByRole('button', { name: CATS })).focus();
    await user.keyboard('{Delete}');
    expect(await screen.findByText('Deleted “Why cats knead”')).toBeVisible();
    expect(screen.queryByRole('button', { name: CATS })).toBeNull();
    expect(api.projectsById.size).toBe(9);
    await waitFor(() => expect(screen.getByRole('button', { name: LIGHTHOUSE })).toHaveFocus());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(await screen.findByRole('button', { name: CATS })).toBeVisible();
    expect(api.projectsById.size).toBe(10);
  });

  it('duplicates from the menu of a card', async () => {
    const { user } = await showPart(Library, {});
    await user.click(await screen.findByRole('button', { name: 'Actions for Why cats knead' }));
    await user.click(await screen.findByRole('menuitem', { name: /Duplicate/u }));
    expect(await screen.findByRole('button', { name: /^Why cats knead \(copy\),/u })).toBeVisible();
  });

  it('says in words what could not be done', async () => {
    const { user, api } = await showPart(Library, {}, { now: NOW });
    (await screen.findByRole('button', { name: CATS })).focus();
    api.projectsById.clear();
    await user.keyboard('{Delete}');
    expect(await screen.findByText('It is no longer in your library')).toBeVisible();
  });
});

import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { ApiFault } from '../api/api';
import { FakeApi } from '../api/fake';
import { showApp } from '../test/show';

const left = { project: 'p1', playhead: 120, zoom: 2.5, is_snapping: false } as const;

describe('the next start', () => {
  it('opens the last video where it was left', async () => {
    const open = vi.spyOn(FakeApi.prototype, 'openProject');
    showApp({ session: left });
    expect(await screen.findByRole('textbox', { name: 'Title of the video' })).toHaveValue('Three tips for slow mornings');
    const playhead = screen.getByRole('slider', { name: 'Playhead' });
    expect(playhead).toHaveAttribute('aria-valuenow', '120');
    expect(playhead.parentElement, 'the zoom').toHaveStyle({ transform: 'translateX(300px)' });
    expect(screen.getByRole('button', { name: 'Snapping' })).toHaveAttribute('aria-pressed', 'false');
    expect(open.mock.calls).toEqual([['p1', 120]]);
  });

  it('shows all of a video that was last seen whole', async () => {
    const { api, user } = showApp({ session: left });
    await user.click(await screen.findByRole('button', { name: /^Fit/u }));
    expect(api.session).toMatchObject({ project: 'p1', zoom: null });
  });

  it('opens another video at its start, and whole', async () => {
    const { api, user } = showApp({ session: { ...left, project: null } });
    await user.click(await screen.findByRole('button', { name: /^Why cats knead,/u }));
    expect(await screen.findByRole('slider', { name: 'Playhead' })).toHaveAttribute('aria-valuenow', '0');
    expect(api.session).toMatchObject({ project: 'p3', playhead: 0, zoom: null });
  });

  it('is the library where the last video is gone', async () => {
    const { api } = showApp({ session: { ...left, project: 'gone' } });
    expect(await screen.findByRole('heading', { name: 'Videos' })).toBeVisible();
    expect(screen.queryByText('It is no longer in your library')).toBeNull();
    await waitFor(() => expect(api.session.project).toBeNull());
  });

  it('says why the last video cannot be opened, and tries again at the next start', async () => {
    vi.spyOn(FakeApi.prototype, 'openProject').mockRejectedValueOnce(new ApiFault({ code: 'library_busy', message: 'locked', context: {} }));
    const { api } = showApp({ session: left });
    expect(await screen.findByText('Your library is open elsewhere')).toBeVisible();
    expect(await screen.findByRole('heading', { name: 'Videos' })).toBeVisible();
    expect(api.session).toMatchObject({ project: 'p1', playhead: 120 });
  });
});

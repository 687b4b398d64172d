import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { FakeApi } from './api/fake';
import { expectAccessible, showApp } from './test/show';

describe('the window', () => {
  it('opens the library', async () => {
    showApp();
    expect(screen.getByText('Opening your library…')).toBeVisible();
    expect(await screen.findByRole('heading', { name: 'Videos' })).toBeVisible();
    await expectAccessible();
  });

  it('says what to do when the library is open elsewhere, and tries again', async () => {
    const startup = vi.spyOn(FakeApi.prototype, 'startup');
    const { user } = showApp({ fails: { code: 'library_busy', message: 'library in use', context: {} } });
    expect(await screen.findByRole('heading', { name: 'Your library is open elsewhere' })).toBeVisible();
    expect(screen.getByText(/Close the other Bobine window/u)).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(startup).toHaveBeenCalledTimes(2));
  });

  it('takes the language and the theme of the last time', async () => {
    showApp({ session: { language: 'fr', theme: 'light' } });
    expect(await screen.findByRole('heading', { name: 'Vidéos' })).toBeVisible();
    expect(document.documentElement).toHaveAttribute('data-theme', 'light');
    expect(document.documentElement).toHaveAttribute('lang', 'fr');
  });

  it('shows the shortcuts on ?, the settings on Ctrl+, and a new video on Ctrl+N', async () => {
    const { user } = showApp();
    await screen.findByRole('heading', { name: 'Videos' });
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.keyboard('{Control>},{/Control}');
    expect(await screen.findByRole('dialog', { name: 'Settings' })).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.keyboard('{Control>}n{/Control}');
    expect(await screen.findByRole('dialog', { name: 'New video' })).toBeVisible();
  });

  it('takes clips from the desktop', async () => {
    const { api } = showApp();
    await screen.findByRole('heading', { name: 'Videos' });
    api.files.tell({ phase: 'enter', paths: ['/clips/sea.mp4'], x: 10, y: 10 });
    expect(await screen.findByText('Drop to start a video from these clips')).toBeVisible();
    api.files.tell({ phase: 'drop', paths: ['/clips/sea.mp4'], x: 10, y: 10 });
    expect(await screen.findByText('sea.mp4')).toBeVisible();
    expect(screen.queryByText('Drop to start a video from these clips')).toBeNull();
  });
});

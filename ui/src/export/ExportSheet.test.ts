import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { FakeApi } from '../api/fake';
import type * as B from '../api/bindings';
import { expectAccessible, showPart } from '../test/show';
import ExportSheet from './ExportSheet.svelte';

const closed = vi.fn<() => void>();
const ofFirst = async (api: FakeApi): Promise<{ desk: B.Desk; onclose: () => void }> => ({ desk: await api.desk('p1'), onclose: closed });
const START = { name: 'Export' };

describe('the export sheet', () => {
  it('goes from the settings over progress to the verified file', async () => {
    const { user, api, waiting, app } = await showPart(ExportSheet, ofFirst);
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'File name' })).toHaveValue('three-tips-for-slow-mornings'));
    expect(screen.getByText(/3 segments have no clip yet/u)).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole('radio', { name: 'TikTok' }));
    await user.click(screen.getByRole('radio', { name: 'SRT' }));
    await user.click(screen.getByRole('button', START));

    expect(await screen.findByRole('dialog', { name: 'Exporting “Three tips for slow mornings”' })).toBeVisible();
    expect(app.session).toMatchObject({ export_folder: '/home/ada/Videos', export: { preset: 'tiktok', subtitles: 'srt', burns_captions: true } });
    for (let steps = 0; steps < 21; steps += 1) waiting.next();
    await waitFor(() => expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '50'));
    expect(screen.getByText(/about 10 s left/u)).toBeVisible();
    await expectAccessible();

    waiting.all();
    expect(await screen.findByRole('dialog', { name: 'Your video is ready' })).toBeVisible();
    expect(screen.getByText('−14.0 LUFS')).toBeVisible();
    expect(screen.getByText('4 of 6 parts')).toBeVisible();
    expect(screen.getByText('three-tips-for-slow-mornings.srt')).toBeVisible();
    await expectAccessible();
    const reveal = vi.spyOn(api, 'reveal');
    await user.click(screen.getByRole('button', { name: 'Show in folder' }));
    expect(reveal).toHaveBeenCalledWith('/home/ada/Videos/three-tips-for-slow-mornings.mp4');
    await user.click(screen.getByRole('button', { name: 'Copy caption text' }));
    expect(await screen.findByText('Caption text copied')).toBeVisible();
    expect(api.copied[0]).toMatch(/^Your morning is decided/u);
  });

  it('plays the finished file in the window, and elsewhere where it cannot be played here', async () => {
    const { user, api, waiting } = await showPart(ExportSheet, ofFirst);
    await waitFor(() => expect(screen.getByRole('button', START)).toBeEnabled());
    await user.click(screen.getByRole('button', START));
    await screen.findByRole('progressbar');
    waiting.all();
    await user.click(await screen.findByRole('button', { name: 'Play' }));
    const video = screen.getByLabelText('Three tips for slow mornings');
    expect(video).toHaveAttribute('src', '/fake-media/export/p1.mp4');
    expect(video).toHaveFocus();
    await expectAccessible();
    const openFile = vi.spyOn(api, 'openFile');
    await fireEvent.error(video);
    expect(await screen.findByText(/^It cannot be played here/u)).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Open in another player' }));
    expect(openFile).toHaveBeenCalledWith('/home/ada/Videos/three-tips-for-slow-mornings.mp4');
  });

  it('cancels, and is ready for another start', async () => {
    const { user } = await showPart(ExportSheet, ofFirst);
    await waitFor(() => expect(screen.getByRole('button', START)).toBeEnabled());
    await user.click(screen.getByRole('button', START));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('button', START)).toBeEnabled();
  });

  it('shows a failure in words, with a way out', async () => {
    const { user, api } = await showPart(ExportSheet, ofFirst);
    await waitFor(() => expect(screen.getByRole('button', START)).toBeEnabled());
    await user.click(screen.getByRole('button', START));
    await screen.findByRole('progressbar');
    api.exportEnds.tell({ project: 'p1', export: null, address: null, error: { code: 'disk_full', message: 'no space', context: {} } });
    expect(await screen.findByText('The disk is full')).toBeVisible();
    await expectAccessible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', START)).toBeVisible();
  });

  it('refuses a name that is none', async () => {
    const { user } = await showPart(ExportSheet, ofFirst);
    const name = await screen.findByRole('textbox', { name: 'File name' });
    await waitFor(() => expect(name).not.toHaveValue(''));
    await user.clear(name);
    expect(name).toHaveAccessibleDescription('The file needs a name.');
    expect(screen.getByRole('button', START)).toBeDisabled();
  });

  it('offers the encoders that passed their test, and forgets one that no longer does', async () => {
    const last: B.ExportOptions = { preset: 'draft', encoder: 'nvh264enc', burns_captions: false, subtitles: null, cover: null };
    const { user, api } = await showPart(ExportSheet, ofFirst, { session: { export: last } });
    const encoder = await screen.findByRole('combobox', { name: /^Encoder x264/u });
    await user.click(encoder);
    expect(await screen.findByText('failed its test')).toBeInTheDocument();
    await user.click(screen.getByText('VA-API'));
    const startExport = vi.spyOn(api, 'startExport');
    await user.click(screen.getByRole('button', START));
    await waitFor(() => expect(startExport).toHaveBeenCalledWith('p1', { ...last, encoder: 'vah264enc' }, expect.any(String)));
  });

  it('does not wait for encoders nobody chose', async () => {
    const last: B.ExportOptions = { preset: 'draft', encoder: null, burns_captions: false, subtitles: null, cover: null };
    await showPart(ExportSheet, async (api) => {
      vi.spyOn(api, 'encoders').mockReturnValue(new Promise(() => {}));
      return { ...(await ofFirst(api)), isAtOnce: true };
    }, { session: { export: last } });
    expect(await screen.findByRole('progressbar')).toBeVisible();
  });

  it('starts at once with the last settings where it is asked to', async () => {
    const last: B.ExportOptions = { preset: 'draft', encoder: null, burns_captions: false, subtitles: null, cover: null };
    await showPart(ExportSheet, async (api) => ({ ...(await ofFirst(api)), isAtOnce: true }), { session: { export: last } });
    expect(await screen.findByRole('progressbar')).toBeVisible();
  });
});

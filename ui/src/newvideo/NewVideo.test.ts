import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type * as B from '../api/bindings';
import { locale } from '../i18n';
import { expectAccessible, showPart } from '../test/show';
import NewVideo from './NewVideo.svelte';

// The primitive hides a list until it is laid out, which never happens here: options are found by their text.
const noop = (): void => {};

describe('a new video', () => {
  it('is made from a theme: script first, then voices and clips', async () => {
    const { user, api, app } = await showPart(NewVideo, { start: { from: 'theme' }, onclose: noop });
    expect(await screen.findByText('Free with Built-in sketch')).toBeVisible();
    const newVideo = vi.spyOn(api, 'newVideo');
    const generate = vi.spyOn(api, 'generate');
    const theme = screen.getByRole('textbox', { name: 'Theme' });
    await waitFor(() => expect(theme).toHaveFocus());
    await user.type(theme, 'slow evenings');
    await user.click(screen.getByRole('button', { name: 'Make it' }));
    await waitFor(() => expect(generate).toHaveBeenCalled());
    expect(newVideo).toHaveBeenCalledWith({ theme: 'slow evenings', pillar: 'tips', language: 'en', seconds: 30, voice: null });
    expect(app.screen.kind).toBe('studio');
  });

  it('shows the price of another provider before anything is bought', async () => {
    const { user } = await showPart(NewVideo, { start: { from: 'theme' }, onclose: noop });
    await screen.findByText('Free with Built-in sketch');
    await user.click(screen.getByRole('combobox', { name: /Clips made by/u }));
    await user.click(await screen.findByText('Luma Ray 3.2'));
    expect(await screen.findByText('$1.80 with Luma Ray 3.2')).toBeVisible();
    expect(screen.getByText(/6 clips of about 5 s · cap \$5\.00/u)).toBeVisible();
  });

  it('speaks of providers in the language of the window, switched while it is open', async () => {
    await showPart(NewVideo, { start: { from: 'theme' }, onclose: noop });
    expect(await screen.findByText('Moving drawings, not footage.')).toBeVisible();
    locale.set('fr');
    expect(await screen.findByText('Des dessins animés, pas des prises de vues.')).toBeVisible();
    expect(await screen.findByText('Gratuit avec Croquis intégré')).toBeVisible();
  });

  it('makes what is free, and says so, where the clips would go over the cap', async () => {
    const { user, api } = await showPart(NewVideo, { start: { from: 'theme', theme: 'x' }, onclose: noop });
    await api.setSetting('cap.project', '1.00');
    await screen.findByText('Free with Built-in sketch');
    await user.click(screen.getByRole('combobox', { name: /Spoken language/u }));
    await user.click(await screen.findByText('French'));
    await user.click(screen.getByRole('combobox', { name: /Clips made by/u }));
    await user.click(await screen.findByText('Luma Ray 3.2'));
    expect(await screen.findByText('Over the cap of $1.00: script and voice are made, clips wait.')).toBeVisible();
    const generate = vi.spyOn(api, 'generate');
    await user.click(screen.getByRole('button', { name: 'Make the script' }));
    await waitFor(() => expect(generate.mock.calls[0]?.[1].wanted.kind).toBe('voices'));
  });

  it('shows how a pasted script is cut and what its clips cost, as the program has it', async () => {
    const { user, api } = await showPart(NewVideo, { start: { from: 'text' }, onclose: noop });
    const script = await screen.findByRole('textbox', { name: 'Script' });
    await waitFor(() => expect(script).toHaveFocus());
    vi.spyOn(api, 'cutScript').mockResolvedValue({
      title: 'Your morning', spoken_ms: 5_005,
      beats: [{ text: 'Your morning is decided early.', spoken_ms: 1_925 }, { text: 'Leave the phone in another room for once.', spoken_ms: 3_080 }],
    });
    const estimateNew = vi.spyOn(api, 'estimateNew');
    await user.paste('Your morning is decided early. Leave the phone in another room for once.');
    expect(await screen.findByText('2 segments · about 5 s spoken')).toBeVisible();
    expect(screen.getByText('3.1 s')).toBeVisible();
    expect(screen.getByRole('textbox', { name: 'Title' })).toHaveAttribute('placeholder', 'Your morning');
    await user.click(screen.getByRole('combobox', { name: /Clips made by/u }));
    await user.click(await screen.findByText('Luma Ray 3.2'));
    expect(await screen.findByText('$0.60 with Luma Ray 3.2')).toBeVisible();
    const text = 'Your morning is decided early. Leave the phone in another room for once.';
    expect(estimateNew).toHaveBeenLastCalledWith({ from: 'text', text }, 'luma');
    const newFromText = vi.spyOn(api, 'newFromText');
    await user.click(screen.getByRole('button', { name: 'Make it' }));
    await waitFor(() => expect(newFromText).toHaveBeenCalledWith({ title: '', language: 'en', text, voice: null }));
  });

  it('keeps to the newest answer where an older one comes late', async () => {
    const { user, api } = await showPart(NewVideo, { start: { from: 'text' }, onclose: noop });
    const script = await screen.findByRole('textbox', { name: 'Script' });
    await waitFor(() => expect(script).toHaveFocus());
    let answerLate: (cut: B.ScriptCut) => void = () => {};
    vi.spyOn(api, 'cutScript').mockReturnValueOnce(new Promise((answer) => (answerLate = answer)));
    await user.paste('One.');
    await user.paste(' Two. Three.');
    expect(await screen.findByText(/3 segments/u)).toBeVisible();
    answerLate({ title: 'One', beats: [{ text: 'One.', spoken_ms: 385 }], spoken_ms: 385 });
    // All that waits for it has had its turn.
    await new Promise((turn) => setTimeout(turn));
    expect(screen.getByText(/3 segments/u)).toBeVisible();
  });

  it('is made from clips without buying any', async () => {
    const { user, api, app } = await showPart(NewVideo, { start: { from: 'clips', paths: ['/a/b.mp4'] }, onclose: noop });
    const generate = vi.spyOn(api, 'generate');
    await user.click(await screen.findByRole('button', { name: 'Add more…' }));
    expect(await screen.findByText('boats at dawn.mov')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Remove b.mp4' }));
    expect(screen.getByText('2 clips')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Make it' }));
    await waitFor(() => expect(app.screen.kind).toBe('studio'));
    expect(generate).not.toHaveBeenCalled();
  });

  it('lets a voice be heard', async () => {
    const { user } = await showPart(NewVideo, { start: { from: 'theme' }, onclose: noop });
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play');
    await user.click(await screen.findByRole('button', { name: 'Listen to Emma' }));
    expect(play).toHaveBeenCalledOnce();
    expect((play.mock.contexts[0] as HTMLAudioElement).src).toMatch(/\/fake-media\/audition\?provider=embedded&voice=bf_emma/u);
  });

  it.each(['theme', 'text', 'clips'] as const)('has no accessibility fault starting from %s', async (from) => {
    await showPart(NewVideo, { start: from === 'clips' ? { from, paths: [] } : { from }, onclose: noop });
    await screen.findByRole('dialog', { name: 'New video' });
    await expectAccessible();
  });
});

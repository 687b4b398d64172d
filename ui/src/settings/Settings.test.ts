import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { SettingsPage } from '../state/App.svelte';
import { expectAccessible, showPart } from '../test/show';
import SettingsDialog from './SettingsDialog.svelte';
import ShortcutsSheet from './ShortcutsSheet.svelte';

const noop = (): void => {};
const PAGES: readonly SettingsPage[] = ['general', 'generation', 'voices', 'library', 'shortcuts', 'about'];

describe('the settings', () => {
  it('switch the language of the window at once, and keep it', async () => {
    const { user, api } = await showPart(SettingsDialog, { page: 'general', onclose: noop });
    await user.click(await screen.findByRole('radio', { name: 'Français' }));
    expect(screen.getByRole('dialog', { name: 'Réglages' })).toBeVisible();
    await waitFor(() => expect(api.session.language).toBe('fr'));
  });

  it('switch the theme at once, and keep it', async () => {
    const { user, api, app } = await showPart(SettingsDialog, { page: 'general', onclose: noop });
    await user.click(await screen.findByRole('radio', { name: 'Light' }));
    expect(app.shownTheme).toBe('light');
    await waitFor(() => expect(api.session.theme).toBe('light'));
  });

  it('keep a cap as dollars, and refuse what is no amount', async () => {
    const { user, api } = await showPart(SettingsDialog, { page: 'generation', onclose: noop });
    const cap = await screen.findByRole('textbox', { name: 'For a day' });
    await user.type(cap, 'lots');
    expect(cap).toBeInvalid();
    await user.clear(cap);
    await user.type(cap, '12,5{Enter}');
    await waitFor(async () => expect((await api.settings()).find(({ name }) => name === 'cap.day')?.value).toBe('12.50'));
    await waitFor(() => expect(cap).toHaveValue('12.50'));
    await user.clear(cap);
    await user.tab();
    await waitFor(async () => expect((await api.settings()).find(({ name }) => name === 'cap.day')?.value).toBeNull());
  });

  it('go from page to page with the arrow keys', async () => {
    const { user } = await showPart(SettingsDialog, { page: 'general', onclose: noop });
    (await screen.findByRole('tab', { name: 'General' })).focus();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(await screen.findByRole('button', { name: 'Listen to Emma' })).toBeVisible();
  });

  it.each(PAGES)('have no accessibility fault on the page %s', async (page) => {
    await showPart(SettingsDialog, { page, onclose: noop });
    await screen.findByRole('dialog', { name: 'Settings' });
    await expectAccessible();
  });
});

it('the shortcuts sheet has no accessibility fault', async () => {
  await showPart(ShortcutsSheet, { onclose: noop });
  expect(await screen.findByText('Split at the playhead')).toBeVisible();
  await expectAccessible();
});

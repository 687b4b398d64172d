/** Renders parts of the window over the made-up program. */
import { render } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import type { Component, ComponentProps } from 'svelte';
import { expect } from 'vitest';
import App from '../App.svelte';
import { FakeApi, type FakeOptions } from '../api/fake';
import { AppState } from '../state/App.svelte';
import WithApp from './WithApp.svelte';

export const NOW = Date.UTC(2026, 10, 22, 12);

/** Scheduled work of the fake, done when the test says so. */
export class Waiting {
  #acts: (() => void)[] = [];
  schedule = (act: () => void): void => void this.#acts.push(act);
  next(): void {
    this.#acts.shift()?.();
  }
  all(): void {
    for (let rounds = 0; rounds < 500 && this.#acts.length > 0; rounds += 1) this.next();
  }
}

export type Shown = { api: FakeApi; user: UserEvent; waiting: Waiting };

function fake(options: FakeOptions): { api: FakeApi; waiting: Waiting } {
  const waiting = new Waiting();
  return { waiting, api: new FakeApi({ now: NOW, schedule: waiting.schedule, ...options }) };
}

/** The whole window. */
export function showApp(options: FakeOptions = {}): Shown {
  const { api, waiting } = fake(options);
  render(App, { api });
  return { api, waiting, user: userEvent.setup() };
}

/** One component, in a window that has started. */
// The component's own type is checked by the caller's props.
export async function showPart<C extends Component<any>>(component: C, props: ComponentProps<C> | ((api: FakeApi) => Promise<ComponentProps<C>>), options: FakeOptions = {}): Promise<Shown & { app: AppState }> {
  const { api, waiting } = fake(options);
  const app = new AppState(api);
  await app.start();
  const given = typeof props === 'function' ? await (props as (api: FakeApi) => Promise<ComponentProps<C>>)(api) : props;
  render(WithApp, { props: { app, component: component as unknown as Component<Record<string, unknown>>, props: given as Record<string, unknown> } });
  return { api, app, waiting, user: userEvent.setup() };
}

/** No accessibility fault that a machine finds. Colours are not computed without layout and are checked on the tokens;
 * nothing is fetched: there is nobody to fetch from. */
export async function expectAccessible(element: Element = document.body): Promise<void> {
  const { violations } = await axe.run(element, { preload: false, rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

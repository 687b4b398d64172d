/** For tests: a studio without a program, and a part of it on the page. */
import { render } from '@testing-library/svelte';
import axe from 'axe-core';
import type { Component } from 'svelte';
import { FakeApi } from '../api/fake';
import type { Desk, Edit, Startup } from '../api/bindings';
import { AppState } from '../state/App.svelte';
import { DeskState } from '../state/Desk.svelte';
import { TimelineController } from '../timeline/TimelineController.svelte';
import { Clipboard, Commands } from './Commands.svelte';
import type { StudioParts } from './context';
import Mounted from './Mounted.svelte';

export type Bench = { readonly app: AppState; readonly api: FakeApi; readonly parts: StudioParts; readonly edits: Edit[]; readonly faults: string[] };

/** What is edited is written down; the desk answers with itself, one version on. Only texts are really changed. */
export async function bench(view: Desk): Promise<Bench> {
  const api = new FakeApi({ schedule: () => {} });
  const app = new AppState(api);
  await app.start();
  const startup: Startup = await api.startup();
  const edits: Edit[] = [];
  const faults: string[] = [];
  let now = view;
  let version = view.version;
  api.edit = async (_, edit) => {
    edits.push(edit);
    version += 1;
    const segments = now.document.segments.map((one) => (edit.kind === 'set_narration' && edit.segment === one.id ? { ...one, narration: edit.text } : one));
    now = { ...now, version, document: { ...now.document, segments } };
    return now;
  };
  api.desk = async () => view;
  const desk = new DeskState(api, startup, view, { fault: (error) => faults.push(error.code) });
  const timeline = new TimelineController(desk, null, () => {});
  timeline.resize(900);
  const commands = new Commands(desk, new Clipboard(), () => {});
  return { app, api, edits, faults, parts: { desk, timeline, commands } };
}

export function show({ app, parts }: Bench, part: unknown, props: Record<string, unknown> = {}): ReturnType<typeof render> {
  return render(Mounted, { props: { app, parts, part: part as Component<Record<string, unknown>>, props } });
}

/** What a reader would stumble over; colours are no business of a page without pixels. */
export async function flaws(container: Element): Promise<string[]> {
  const { violations } = await axe.run(container, { preload: false, rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
}

import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { locale } from '../i18n';
import SegmentLane from '../timeline/SegmentLane.svelte';
import { desk, job, segment, take } from './fixtures';
import Inspector from './inspector/Inspector.svelte';
import JobsPanel from './JobsPanel.svelte';
import { bench, flaws, show } from './mounted';
import Script from './Script.svelte';
import TopBar from './TopBar.svelte';

const segments = [
  segment({ id: 'a', narration: 'Drink a glass of water before the coffee.' }),
  segment({ id: 'b', narration: 'Then write one line.', picture: { take: 't1', extent: { kind: 'clip', length: 126, trim: [0, 126] } } }),
  segment({ id: 'c', narration: 'Follow us.', is_included: false }),
];
const view = desk(segments, {
  jobs: [job({ segment_id: 'a', state: 'running', progress: 62 }), job({ job: 'j2', segment: 2, segment_id: 'b', state: 'unknown' })].slice(0, 1),
  undo: { key: 'move', number: 3, count: 1 },
}, [{ length: 147, state: 'running' }, { state: 'ready', short: 24, takes: [take(), take({ take: 't2', number: 2, is_chosen: false, provider: 'runway', cost_micros: 600_000 })] }]);

describe('script row', () => {
  it('shows text, prompt, state, length and price', async () => {
    const { container } = show(await bench(view), Script);
    const row = screen.getByRole('listitem', { name: 'Segment 2' });
    expect(within(row).getByRole('textbox', { name: 'Text of segment 2' })).toHaveValue('Then write one line.');
    expect(row).toHaveTextContent('Clip 0.8 s short');
    expect(screen.getByRole('listitem', { name: 'Segment 1' })).toHaveTextContent('Generating 62% 4.9 s · Luma');
    expect(await flaws(container)).toEqual([]);
  });
  it('sends what is typed under one gesture and keeps it under the cursor', async () => {
    const it = await bench(view);
    show(it, Script);
    const field = screen.getByRole('textbox', { name: 'Text of segment 3' });
    await userEvent.type(field, ' Now ');
    expect(field).toHaveValue('Follow us. Now ');
    expect(it.edits.at(-1)).toEqual({ kind: 'set_narration', segment: 'c', text: 'Follow us. Now' });
  });
  it('makes a segment on Enter and switches one on', async () => {
    const it = await bench(view);
    show(it, Script);
    await userEvent.type(screen.getByRole('textbox', { name: 'Text of segment 1' }), '{Enter}');
    expect(it.edits).toEqual([{ kind: 'insert', at: 1, segments: [expect.objectContaining({ narration: '' })] }]);
    await userEvent.click(screen.getByRole('button', { name: 'Segment 3 in the video' }));
    expect(it.edits.at(-1)).toEqual({ kind: 'set_included', segments: ['c'], is_included: true });
  });
});

describe('clip item', () => {
  it('says number, text, length and state', async () => {
    const { container } = show(await bench(view), SegmentLane);
    expect(screen.getByRole('option', { name: 'Segment 1 of 3, Drink a glass of water before t…, 4.9 seconds, generating 62%' })).toBeInTheDocument();
    expect(screen.getByRole('option', { name: /Segment 2 of 3, .*, clip 0\.8\ss short, 2 takes/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Segment 3 is off/ })).toBeInTheDocument();
    expect(await flaws(container)).toEqual([]);
  });
  it('warns of a voice that is cut, before a clip that is held', async () => {
    const cut = desk(segments, {}, [{}, { state: 'ready', short: 24, unheard: 18 }]);
    show(await bench(cut), SegmentLane);
    expect(screen.getByRole('option', { name: /Segment 2 of 3, .*, voice cut by 0\.6\ss/ })).toBeInTheDocument();
  });
  it('asks for a decision instead of showing progress', async () => {
    const asking = desk(segments, { jobs: [job({ segment_id: 'a', state: 'unknown', progress: null })] }, [{ length: 147, state: 'running' }]);
    const { container } = show(await bench(asking), SegmentLane);
    const clip = container.querySelector('[data-clip="a"]');
    // Badges come with the room for them.
    expect(clip).toHaveAccessibleName(/needs your decision/u);
    expect(clip?.querySelector('.bar')).toBeNull();
  });
  it('is one stop of the keyboard', async () => {
    show(await bench(view), SegmentLane);
    expect(screen.getAllByRole('option').map((one) => one.tabIndex)).toEqual([0, -1]);
  });
});

describe('inspector', () => {
  it('chooses among takes', async () => {
    const it = await bench(view);
    const chosen: unknown[] = [];
    it.api.chooseTake = async (_, one, of) => (chosen.push([one, of]), view);
    it.parts.desk.select(['b']);
    const { container } = show(it, Inspector);
    expect(screen.getByRole('button', { name: /^Take 1: \$0.30 Luma/ })).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(screen.getByRole('button', { name: /^Take 2: \$0.60 Runway/ }));
    expect(chosen).toEqual([['b', 't2']]);
    expect(await flaws(container)).toEqual([]);
  });
  it.each([[['a', 'b'], '2 segments selected'], [[], 'Video']])('for %j is about %s', async (ids, title) => {
    const it = await bench(view);
    it.parts.desk.select(ids);
    const { container } = show(it, Inspector);
    expect(screen.getByRole('heading', { name: title })).toBeInTheDocument();
    expect(await flaws(container)).toEqual([]);
  });
});

describe('top bar', () => {
  it.each([['en', 'Undo move segment 3', 'Generate 3 missing'], ['fr', 'Annuler déplacement du segment 3', 'Générer 3 manquants']] as const)('speaks %s', async (language, undo, generate) => {
    const it = await bench(view);
    locale.set(language);
    await tick();
    const { container } = show(it, TopBar, { onexport: () => {} });
    expect(screen.getByRole('button', { name: undo })).toBeEnabled();
    expect(screen.getByRole('button', { name: generate })).toBeEnabled();
    expect(await flaws(container)).toEqual([]);
  });
});

describe('jobs', () => {
  it('asks before paying twice', async () => {
    const it = await bench(desk(segments, { jobs: [job({ state: 'unknown' }), job({ job: 'j2', state: 'failed', reason: 'Refused by moderation' })] }));
    const retried: string[] = [];
    it.api.retryJob = async (one) => void retried.push(one);
    const { container } = show(it, JobsPanel);
    expect(screen.getByText('Refused by moderation')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Send again · $0.30' }));
    expect(retried).toEqual(['j1']);
    expect(await flaws(container)).toEqual([]);
  });
});

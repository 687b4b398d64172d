import { expect, it } from 'vitest';
import { FakeApi } from '../api/fake';
import { showPart } from '../test/show';
import Poster from './Poster.svelte';

it('asks for the picture of a new card at once', async () => {
  const [project] = await new FakeApi().projects();
  if (!project?.poster) throw new Error('the first video has a poster');
  await showPart(Poster, { project });
  expect(document.querySelector('img')?.getAttribute('src')).toMatch(new RegExp(`/take/${project.poster}/poster\\.jpg`, 'u'));
});

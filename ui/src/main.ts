import { mount } from 'svelte';
import '@fontsource-variable/inter';
import './styles/tokens.css';
import './styles/base.css';
import App from './App.svelte';
import type { Api } from './api/api';

/** Outside of the shipped program, `?fake` shows the window in a plain browser with made-up videos. */
async function reach(): Promise<Api> {
  if (import.meta.env.MODE !== 'production') {
    const asked = new URLSearchParams(location.search).get('fake');
    if (asked !== null) return (await import('./api/fake')).fakeFor(asked);
  }
  return (await import('./api')).api;
}

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');
mount(App, { target, props: { api: await reach() } });

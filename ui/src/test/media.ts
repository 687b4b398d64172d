/** Pictures, sounds and peaks for the made-up videos, where the dev server stands in for the program's media server. */
import type { Plugin } from 'vite';

const SKIES = [['#20304e', '#d98f66', '#3b2434'], ['#0e2a33', '#2f8f8a', '#f3d59b'], ['#3a1d4d', '#b2487d', '#ffb36b'], ['#1c2b1d', '#5d8f4e', '#e4e0a0'], ['#1d1f3d', '#4d63d6', '#a7e0ff'], ['#2d1b12', '#a65f2d', '#ffe0b0']];

function hash(text: string): number {
  let value = 7;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) >>> 0;
  return value;
}

function scene(id: string, x: number): string {
  const seed = hash(id);
  const [top, middle, low] = SKIES[seed % SKIES.length] ?? [];
  const sun = 20 + (seed % 60);
  return `<svg x="${x}" width="90" height="160" viewBox="0 0 90 160"><defs><linearGradient id="g${seed}" x2="0" y2="1"><stop stop-color="${top}"/><stop offset=".7" stop-color="${middle}"/><stop offset="1" stop-color="${low}"/></linearGradient></defs><rect width="90" height="160" fill="url(#g${seed})"/><circle cx="${sun}" cy="${70 + (seed % 30)}" r="${12 + (seed % 9)}" fill="#ffe3b0" opacity=".85"/><path d="M0 ${120 - (seed % 14)}L20 ${104 + (seed % 9)}L44 118L66 ${98 + (seed % 17)}L90 116V160H0Z" fill="#1b1220" opacity=".75"/></svg>`;
}

/** Half a second of a soft tone. */
function sound(): Buffer {
  const count = 11_025;
  const wav = Buffer.alloc(44 + count * 2);
  wav.write('RIFF', 0); wav.writeUInt32LE(36 + count * 2, 4); wav.write('WAVEfmt ', 8); wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(22_050, 24); wav.writeUInt32LE(44_100, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34); wav.write('data', 36); wav.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i += 1) wav.writeInt16LE(Math.round(Math.sin(i * 0.1) * 4000 * (1 - i / count)), 44 + i * 2);
  return wav;
}

function peaks(id: string): string {
  const values = Array.from({ length: 250 }, (_, i) => Math.round(Math.abs(Math.sin(i * 0.37 + hash(id)) * Math.sin(i * 0.11)) * 200 + 20));
  return JSON.stringify({ rate: 50, peaks: values });
}

function answer(path: string, query: URLSearchParams): [type: string, body: string | Buffer] | null {
  const [, what, id = ''] = path.split('/');
  if (path.endsWith('/poster.jpg')) return ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="640" viewBox="0 0 90 160">${scene(id, 0)}</svg>`];
  if (path.endsWith('/strip.jpg')) {
    const n = Number(query.get('n') ?? 4);
    return ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" width="${n * 54}" height="96" viewBox="0 0 ${n * 90} 160">${Array.from({ length: n }, (_, i) => scene(id, i * 90)).join('')}</svg>`];
  }
  if (path.endsWith('/peaks')) return ['application/json', peaks(id)];
  if (what === 'captions') return ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="80"><text x="160" y="50" text-anchor="middle" font-family="Inter" font-weight="800" font-size="26" fill="#fff" stroke="#000" stroke-width="4" paint-order="stroke">${query.get('text') ?? id}</text></svg>`];
  if (what === 'audition' || what === 'reading' || what === 'music') return ['audio/wav', sound()];
  return null;
}

type Middlewares = { use(path: string, handle: (request: { url?: string | undefined }, response: { statusCode: number; setHeader(name: string, value: string): unknown; end(body?: string | Buffer): unknown }) => void): unknown };

function serve(middlewares: Middlewares): void {
  middlewares.use('/fake-media', (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
    const found = answer(pathname, searchParams);
    if (!found) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader('content-type', found[0]);
    response.end(found[1]);
  });
}

export function fakeMedia(): Plugin {
  return { name: 'fake-media', configureServer: (server) => serve(server.middlewares), configurePreviewServer: (server) => serve(server.middlewares) };
}

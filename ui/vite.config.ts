import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { fakeMedia } from './src/test/media';

export default defineConfig({
  plugins: [svelte(), fakeMedia()],
  // WebKitGTK 2.42 and later, WKWebView of macOS 13, WebView2.
  build: { target: ['safari16', 'chrome111'], reportCompressedSize: false },
  server: { port: 5173, strictPort: true },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: { environment: 'jsdom', setupFiles: ['src/test/setup.ts'], include: ['src/**/*.test.ts'], testTimeout: 60_000 },
});

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  // The server puts a new one into each page that it gives out.
  html: { cspNonce: '{{nonce}}' },
  build: {
    target: 'es2022',
    // Those that know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  // `npm run dev --workspace console` beside a running centre.
  server: { proxy: { '/api': 'http://127.0.0.1:4000', '/pay': 'http://127.0.0.1:4000' } },
});

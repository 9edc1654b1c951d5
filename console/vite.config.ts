import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  // The server puts a new nonce here in every answer: see src/http/console/routes.ts.
  html: { cspNonce: 'PAYCENTER_NONCE' },
  build: {
    manifest: true,
    target: 'es2023',
    // A policy without data: has no place for inlined files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    reportCompressedSize: false,
  },
});

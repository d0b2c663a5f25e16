import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API serves the build under a policy that knows `CORDON_CSP_NONCE` and no outside origin (features/console of the API). */
export default defineConfig({
  plugins: [react()],
  html: { cspNonce: 'CORDON_CSP_NONCE' },
  build: {
    target: 'es2023',
    sourcemap: false,
    // Nothing inlined: scripts, styles and pictures are files, so that the policy stays strict.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
});

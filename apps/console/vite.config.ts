import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const FIRST = fileURLToPath(new URL('src/first.ts', import.meta.url));

/** What the first page begins with is asked for by a small file that runs as soon as it is there, before all others are. */
const firstFile: Plugin = {
  name: 'first-file',
  apply: 'build',
  buildStart() {
    this.emitFile({ type: 'chunk', id: FIRST, name: 'first' });
  },
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const file = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.facadeModuleId === FIRST);
      if (!file) throw new Error('src/first.ts is in no file of its own.');
      const attrs = {
        type: 'module',
        async: true,
        crossorigin: true,
        src: `/${file.fileName}`,
        nonce: 'CORDON_CSP_NONCE',
      };
      return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
    },
  },
};

/** The API serves the build under a policy that knows `CORDON_CSP_NONCE` and no outside origin (features/console of the API). */
export default defineConfig({
  plugins: [react(), firstFile],
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

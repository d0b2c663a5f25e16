import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/**
 * Builds one TypeScript module so that plain Node can import it; packages stay outside the bundle.
 *
 * @param {string} source path from the repository's root
 * @returns {Promise<string>} URL of the built module
 */
export async function buildModule(source) {
  const folder = join(root, 'node_modules/.cache/cordon-tests');
  await mkdir(folder, { recursive: true });
  const outfile = join(folder, `${basename(source, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, source)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    plugins: [externalPackages],
  });
  return pathToFileURL(outfile).href;
}

/** Workspace packages are sources and go in; everything else is found in node_modules at run time. */
const externalPackages = {
  name: 'external-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@cordon/') ? undefined : { path, external: true },
    );
  },
};

import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { externalPackages } from './external-packages.mjs';
import { root, stamps } from './paths.mjs';

/**
 * Imports one TypeScript module into plain Node, by way of a bundle; packages stay outside it.
 *
 * @param {string} source path from the repository's root
 */
export async function importTypeScript(source) {
  await mkdir(stamps, { recursive: true });
  const outfile = join(stamps, `${basename(source, '.ts')}-${process.pid}.mjs`);
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
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}

// Builds the console into apps/console/dist, with a compressed copy of each file beside it: the API sends what is there.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { root } from './lib/paths.mjs';
import { runTool } from './lib/run.mjs';

const ASSETS = 'apps/console/dist/assets';
const COMPRESSIBLE = /\.(js|css|svg)$/;

/** Builds it; throws if that fails. */
export async function buildConsole() {
  // Whatever the caller runs in: in a test's environment React would come with all that is for development.
  const env = { NODE_ENV: 'production' };
  const code = await runTool('vite/bin/vite.js', ['build', 'apps/console', '--logLevel', 'warn'], { env });
  if (code !== 0) throw new Error('The console could not be built.');
  const folder = join(root, ASSETS);
  for (const name of readdirSync(folder).filter((name) => COMPRESSIBLE.test(name))) {
    const content = readFileSync(join(folder, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content, { params }));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildConsole();

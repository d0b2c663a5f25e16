import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build, stop } from 'esbuild';
import { setup } from '../setup.mjs';
import { externalPackages } from './external-packages.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';

/**
 * Sets up what is missing, bundles a program that is no app (a benchmark, the fault tests) into a `dist` beside it, and
 * runs it in the repository's root. Ends the process with its exit code.
 *
 * @param {string} source path from the root
 * @param {string[]} args
 * @param {string[]} [flags] of Node
 */
export async function runTypescript(source, args, flags = []) {
  if (!existsSync(join(root, source))) {
    console.error(`There is no ${source}.`);
    process.exit(1);
  }
  try {
    await setup((message) => console.error(`  ${message}`));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const outfile = join(root, dirname(source), 'dist', `${basename(source, '.ts')}.mjs`);
  await mkdir(dirname(outfile), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [externalPackages],
  });
  await stop();
  const code = await run(process.execPath, ['--enable-source-maps', ...flags, outfile, ...args], { stdout: 'inherit' });
  process.exit(code);
}

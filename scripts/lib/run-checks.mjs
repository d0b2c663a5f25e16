import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from '../setup.mjs';
import { listWorkspaces, root } from './paths.mjs';
import { run, runTool } from './run.mjs';

const hasTypes = (folder) => existsSync(join(root, folder, 'tsconfig.json'));

/** In order: what is fast and says most first. */
const STEPS = [
  { name: 'format and lint', run: () => runTool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']) },
  {
    name: 'types',
    run: async () => {
      const { generateClient } = await import('../generate-client.mjs');
      await generateClient((message) => console.error(`  ${message}`));
      const codes = [];
      for (const folder of ['.', ...listWorkspaces()].filter(hasTypes)) {
        codes.push(await runTool('typescript/bin/tsc', ['--noEmit', '-p', folder]));
      }
      return Math.max(...codes);
    },
  },
  {
    name: 'dependency rules',
    run: () =>
      runTool('dependency-cruiser/bin/dependency-cruise.mjs', [
        'packages',
        'apps',
        '--config',
        '.dependency-cruiser.cjs',
      ]),
  },
  { name: 'unused code', run: () => runTool('knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
  { name: 'schema and migrations agree', run: () => run(process.execPath, ['scripts/check-schema.mjs']) },
];

/** @param {string[]} words only steps whose name holds one of them; none: all */
export async function runChecks(words) {
  try {
    await setup((message) => console.error(`  ${message}`));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const failed = [];
  for (const step of STEPS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))) {
    const started = performance.now();
    const code = await step.run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
    if (code !== 0) failed.push(step.name);
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

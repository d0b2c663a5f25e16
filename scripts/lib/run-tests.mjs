import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setup } from '../setup.mjs';
import { run } from './run.mjs';

/** Runs Jest; the last line is `N passed, N failed, N skipped`. Ends the process with Jest's exit code. */
export async function runTests(args) {
  try {
    await setup((message) => console.error(`  ${message}`));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const folder = mkdtempSync(join(tmpdir(), 'cordon-results-'));
  const results = join(folder, 'results.json');
  const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
  const env = { NODE_OPTIONS: [process.env.NODE_OPTIONS, ...flags].filter(Boolean).join(' ') };
  const jest = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${results}`, ...args];
  const code = await run(process.execPath, jest, { env, stdout: 'inherit' });
  const { passed, failed, skipped } = count(results);
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = code === 0 && failed === 0 ? 0 : 1;
}

/** A test file that could not be run, and a Jest that did not come to its end, count as one failure each. */
function count(file) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

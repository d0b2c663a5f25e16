// Everything a fresh clone needs before anything can run. Node's own modules only: node_modules may not be there yet.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode } from './lib/check-node.mjs';
import { listApps, listWorkspaces, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { hashFiles, isDone, listFiles, setDone } from './lib/stamp.mjs';

/**
 * Installs, generates and builds what is missing or out of date; does nothing, fast, if nothing is.
 *
 * @param {(message: string) => void} say told in a few words what takes long
 */
export async function setup(say) {
  checkNode();
  await install(say);
  const { generate } = await import('./generate.mjs');
  await generate(say);
  await buildApps(say);
  await buildConsole(say);
}

/** By the lock file. Not `npm ci`: that refuses the lock file where a registry lacks another platform's binaries. */
async function install(say) {
  const inputs = [
    'package-lock.json',
    'package.json',
    '.npmrc',
    ...listWorkspaces().map((folder) => `${folder}/package.json`),
  ];
  const state = hashFiles(inputs);
  if (isDone('install', state) && existsSync(join(root, 'node_modules/esbuild'))) return;
  say('Installing packages by package-lock.json (about a minute, once)');
  const lockFile = join(root, 'package-lock.json');
  const before = readFileSync(lockFile, 'utf8');
  const npm = process.env.npm_execpath;
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
  const isScript = npm !== undefined && /\.c?js$/.test(npm);
  const code = isScript ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (code !== 0) throw new Error('npm could not install the packages; its message is above.');
  const after = readFileSync(lockFile, 'utf8');
  if (after !== before) {
    // Where a package came from is not part of what was agreed on, nor which other platforms' binaries the registry has.
    writeFileSync(lockFile, before);
    if (comparable(after) !== comparable(before)) {
      throw new Error(
        'package-lock.json does not fit package.json: npm would have changed it. Run `npm install` and look at the difference.',
      );
    }
  }
  setDone('install', state);
}

function comparable(text) {
  const { packages, ...rest } = JSON.parse(text);
  const agreed = Object.entries(packages).filter(([, entry]) => !isPlatformBinary(entry));
  return JSON.stringify([rest, agreed], (key, value) =>
    key === 'resolved' && /^https?:/.test(value) ? undefined : value,
  );
}

/** npm writes down only those that the registry asked for them has: mirrors differ. */
function isPlatformBinary(entry) {
  return entry.optional === true && (entry.os !== undefined || entry.cpu !== undefined);
}

async function buildApps(say) {
  const apps = listApps();
  const sources = listFiles(['apps', 'packages', 'scripts', 'package-lock.json']);
  const state = hashFiles(sources.filter((file) => !file.startsWith('apps/console/')));
  const isBuilt = apps.every((name) => existsSync(join(root, 'apps', name, 'dist/main.mjs')));
  if (isBuilt && isDone('build', state)) return;
  say('Building');
  const { buildApps: build } = await import('./build-app.mjs');
  await build(apps);
  setDone('build', state);
}

/** The console is a build of its own, so that a change of the servers does not wait for it, nor the other way round. */
async function buildConsole(say) {
  const sources = listFiles(['apps/console', 'scripts/build-console.mjs', 'package-lock.json']);
  // Types of the client leave no trace in a build.
  const state = hashFiles(sources.filter((file) => !file.includes('/generated/')));
  if (existsSync(join(root, 'apps/console/dist/index.html')) && isDone('console', state)) return;
  say('Building the console');
  const { buildConsole: build } = await import('./build-console.mjs');
  await build();
  setDone('console', state);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await setup((message) => console.error(`  ${message}`)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

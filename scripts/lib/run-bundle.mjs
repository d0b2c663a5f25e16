import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setup } from '../setup.mjs';
import { root } from './paths.mjs';

/**
 * Sets up what is missing, then becomes the app: its bundle sees the arguments as if it had been started by itself.
 *
 * @param {string} name folder in apps/
 * @param {string[]} args
 */
export async function runBundle(name, args) {
  try {
    await setup((message) => console.error(`  ${message}`));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  const bundle = join(root, 'apps', String(name), 'dist/main.mjs');
  if (!existsSync(bundle)) {
    console.error(`There is no app "${name}".`);
    process.exit(1);
  }
  // Paths among the arguments are meant from where the person stands, not from the repository's root.
  if (name !== 'embedded' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
  process.setSourceMapsEnabled(true);
  process.argv.splice(1, process.argv.length - 1, bundle, ...args);
  await import(pathToFileURL(bundle).href);
}

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, stamps } from './paths.mjs';

/** SHA-256 over the content of files (paths from the root; a missing one counts as empty). */
export function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const file = join(root, path);
    hash.update(`${path}\0`).update(existsSync(file) ? readFileSync(file) : '');
  }
  return hash.digest('hex');
}

/** All files below folders, with what stands under `skip` left out; sorted. */
export function listFiles(folders, skip = /(^|\/)(node_modules|dist|\.turbo|coverage)(\/|$)/) {
  const files = [];
  const visit = (path) => {
    if (skip.test(path) || !existsSync(join(root, path))) return;
    if (statSync(join(root, path)).isFile()) return void files.push(path);
    for (const name of readdirSync(join(root, path))) visit(`${path}/${name}`);
  };
  for (const folder of folders) visit(folder);
  return files.sort();
}

/** Whether the step was done with this state. */
export function isDone(step, state) {
  const file = join(stamps, step);
  return existsSync(file) && readFileSync(file, 'utf8') === state;
}

/** Remembers that the step was done with this state. */
export function setDone(step, state) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, step), state);
}

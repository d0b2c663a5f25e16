import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system that is soon full. */
export interface SmallDisk {
  folder: string;
  /** Takes all the room that is left. */
  fill(): Promise<void>;
  /** Gives it back. */
  free(): Promise<void>;
  unmount(): Promise<void>;
}

/**
 * Mounts a small tmpfs, which only root may.
 *
 * @returns why it cannot, if it cannot
 */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk | { skipped: string }> {
  if (process.getuid?.() !== 0) return { skipped: 'only root may mount a small disk' };
  const folder = await mkdtemp(join(tmpdir(), 'cordon-rig-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=0711`, 'cordon-rig', folder]);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return { skipped: `no small disk could be mounted: ${(error as Error).message.split('\n')[0]}` };
  }
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o711 });
  const filler = join(folder, 'filler');
  return {
    folder: data,
    // What cannot be written any more is cut off: the disk is then full to the last page.
    fill: () => writeFile(filler, Buffer.alloc(mebibytes * 1_048_576)).catch(() => undefined),
    free: () => rm(filler, { force: true }),
    unmount: async () => {
      await run('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, readCommand } from '../processes.ts';

const ORPHAN_TIMEOUT_MS = 15_000;

/**
 * Looks at the cluster's `postmaster.pid`. One left by a killed server is removed if its process id is by now somebody
 * else's (PostgreSQL itself removes it if nobody has it); a server about to end, because what had started it was
 * killed, is waited for.
 *
 * @throws Error in one line if another server holds the cluster
 */
export async function releaseStaleLock(cluster: string): Promise<void> {
  const deadline = performance.now() + ORPHAN_TIMEOUT_MS;
  for (;;) {
    const pid = await readPid(cluster);
    if (pid === undefined || !isAlive(pid)) return;
    const command = await readCommand(pid);
    if (command !== undefined && !/postgres/.test(command)) {
      await rm(join(cluster, 'postmaster.pid'), { force: true });
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(`The data directory is held by another PostgreSQL server (process ${pid}, ${cluster}).`);
    }
    await delay(100);
  }
}

async function readPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 ? pid : undefined;
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, readCommand, readStartTime } from '../processes.ts';

/** A holder that was just killed is still to be seen for a moment. */
const DYING_TIMEOUT_MS = 1_500;

/** How long a server may take to end by itself after what had started it was killed. */
const ORPHAN_TIMEOUT_MS = 20_000;

/**
 * Takes the data directory for this process: `<dataDir>/lock` names it by process id and start time, so that a lock
 * left by `kill -9` is known to be stale even after the id was given to another process. Two that come at the very same
 * moment are kept apart by PostgreSQL's own lock.
 *
 * @returns a function that gives it back
 * @throws Error in one line if a running process holds it
 */
export async function lockDataDirectory(dataDir: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'lock');
  const deadline = performance.now() + DYING_TIMEOUT_MS;
  for (let pid = await readHolder(file); pid !== undefined; pid = await readHolder(file)) {
    if (performance.now() > deadline) {
      throw new Error(`The data directory ${dataDir} is held by another server (process ${pid}).`);
    }
    await delay(50);
  }
  await rm(file, { force: true });
  await writeFile(file, `${process.pid} ${await readStartTime(process.pid)}\n`, { flag: 'wx', mode: 0o600 });
  return () => rm(file, { force: true });
}

/** The running process that the lock names, if there is one. */
async function readHolder(file: string): Promise<number | undefined> {
  const [id, startTime] = (await readFile(file, 'utf8').catch(() => '')).trim().split(' ');
  const pid = Number(id);
  const isHeld = pid > 0 && isAlive(pid) && (await readStartTime(pid)) === startTime;
  return isHeld ? pid : undefined;
}

/**
 * Looks at the cluster's `postmaster.pid`. One left by a killed server is removed if its process id is by now somebody
 * else's (PostgreSQL itself removes it if nobody has it); a server about to end, because what had started it was
 * killed, is waited for.
 *
 * @throws Error in one line if a server goes on holding the cluster
 */
export async function waitForOrphan(cluster: string): Promise<void> {
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
      throw new Error(`The database in ${cluster} is held by another PostgreSQL server (process ${pid}).`);
    }
    await delay(100);
  }
}

async function readPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 ? pid : undefined;
}

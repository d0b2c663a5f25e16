import { isAlive, readParent } from './processes.ts';

const POLL_MS = 500;

/**
 * Tells when the process that started this one is gone, however it ended. A child started with an IPC channel notices
 * by that channel; any other by its parent's process id becoming another one.
 *
 * @param ancestors further processes to watch, e.g. the `npm` above the shell that started us
 */
export function watchParent(ancestors: readonly number[] = []): AbortSignal {
  const gone = new AbortController();
  if (process.connected) {
    process.once('disconnect', () => gone.abort());
    return gone.signal;
  }
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent && ancestors.every(isAlive)) return;
    clearInterval(timer);
    gone.abort();
  }, POLL_MS);
  timer.unref();
  return gone.signal;
}

/**
 * The processes between this one and the `npm` that runs it as a script, `npm` last. Empty without one.
 * `kill -9` of npm leaves its script running: whoever must not outlive npm watches these.
 */
export async function findNpmAncestors(): Promise<number[]> {
  const chain: number[] = [];
  for (let pid = process.ppid; pid > 1 && chain.length < 4; ) {
    const { command, parent } = await readParent(pid);
    chain.push(pid);
    if (/\bnpm(-cli\.js)?\b/.test(command)) return chain;
    pid = parent;
  }
  return [];
}

import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Runs in a process of its own. Its standard input is a pipe from whoever started PostgreSQL; when that ends, however
 * it ended (`kill -9` too), it stops PostgreSQL: fast first (SIGINT), immediately after ten seconds (SIGQUIT).
 */
const PROGRAM = `
const pid = Number(process.argv[1]);
const signal = (name) => { try { process.kill(pid, name); return true; } catch { return false; } };
process.on('SIGINT', () => {}); process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {});
process.stdin.on('error', () => {}).on('close', () => {
  signal('SIGINT');
  const giveUp = setTimeout(() => signal('SIGQUIT'), 10000);
  const wait = setInterval(() => { if (!signal(0)) { clearInterval(wait); clearTimeout(giveUp); process.exit(0); } }, 100);
}).resume();
`;

/**
 * Starts a watchdog that ends PostgreSQL when the present process is gone.
 *
 * @param pid of the postmaster
 * @returns the watchdog: `kill('SIGKILL')` it before stopping PostgreSQL in order
 */
export function startPostgresWatchdog(pid: number): ChildProcess {
  const watchdog = spawn(process.execPath, ['-e', PROGRAM, String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: Ctrl-C in the terminal goes to the whole foreground group.
    detached: true,
    env: {},
  });
  watchdog.on('error', () => undefined);
  watchdog.stdin?.on('error', () => undefined);
  watchdog.unref();
  return watchdog;
}

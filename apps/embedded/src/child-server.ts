import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface ChildServerOptions {
  /** `api` or `worker`: the app's folder, and the log's name. */
  name: 'api' | 'worker';
  environment: Record<string, string>;
  dataDir: string;
  /** It ended although nobody had asked it to, and could not be started again. */
  onLost: (error: Error) => void;
}

export interface ChildServer {
  /** Asks it to stop; after the deadline it is killed. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const RESTART_PAUSE_MS = 1_000;
/** So many restarts within a minute, and it is given up. */
const MAX_RESTARTS = 5;

/**
 * Loaded before the app: when this launcher is gone, however it ended, the channel closes. The app then stops in order;
 * should it not, or not be that far yet, this ends it.
 */
const WATCH = `data:text/javascript,process.once('disconnect',()=>setTimeout(()=>process.exit(1),18000).unref())`;

/**
 * Starts an app's bundle as a child process and waits until it says that it is ready. Started again if it ends by
 * itself.
 *
 * @throws Error with the child's last words if it does not become ready
 */
export async function startChildServer(options: ChildServerOptions): Promise<ChildServer> {
  let child = await startOnce(options);
  let isStopping = false;
  const restarts: number[] = [];
  const watch = (watched: ChildProcess) => watched.once('exit', () => void revive());
  const revive = async () => {
    if (isStopping) return;
    const now = performance.now();
    restarts.push(now);
    if (restarts.filter((at) => now - at < 60_000).length > MAX_RESTARTS) {
      options.onLost(new Error(`The ${options.name} ended again and again; see ${logOf(options)}.`));
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, RESTART_PAUSE_MS));
    if (isStopping) return;
    try {
      child = await startOnce(options);
      watch(child);
      if (isStopping) await endChild(child);
    } catch (error) {
      options.onLost(error as Error);
    }
  };
  watch(child);
  return {
    stop: async () => {
      isStopping = true;
      await endChild(child);
    },
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

async function startOnce(options: ChildServerOptions): Promise<ChildProcess> {
  const log = logOf(options);
  await rename(log, `${log}.1`).catch(() => undefined);
  const output = openSync(log, 'w', 0o600);
  // The launcher's own bundle lies in apps/embedded/dist.
  const bundle = resolve(import.meta.dirname, '../../', options.name, 'dist/main.mjs');
  const child = spawn(process.execPath, ['--enable-source-maps', `--import=${WATCH}`, bundle], {
    env: options.environment,
    stdio: ['ignore', output, output, 'ipc'],
    // A session of its own: Ctrl-C in the terminal must not stop everything at once and in no order.
    detached: true,
  });
  closeSync(output);
  try {
    await waitUntilReady(child, options);
    return child;
  } catch (error) {
    await endChild(child);
    throw error;
  }
}

function waitUntilReady(child: ChildProcess, options: ChildServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => lastWords(logOf(options)).then((words) => reject(new Error(words || why)));
    const timer = setTimeout(() => void fail(`The ${options.name} was not ready in time.`), READY_TIMEOUT_MS);
    child.once('error', (error) => reject(error));
    child.once('exit', () => void fail(`The ${options.name} did not start; see ${logOf(options)}.`));
    child.once('message', () => resolve());
    const settle = () => clearTimeout(timer);
    child.once('exit', settle).once('message', settle);
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function logOf({ dataDir, name }: ChildServerOptions): string {
  return join(dataDir, `${name}.log`);
}

/** The last line that is no JSON: what the child said to people. */
async function lastWords(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n');
  const spoken = lines.filter((line) => line.trim() !== '' && !line.startsWith('{') && !/^\s+at /.test(line));
  return spoken.slice(-1)[0] ?? '';
}

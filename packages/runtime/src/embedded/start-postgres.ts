import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, openCluster } from './cluster.ts';
import { lockDataDirectory, waitForOrphan } from './data-lock.ts';
import { findFreePort } from './free-port.ts';
import { makeFolder } from './make-folder.ts';
import { locatePostgresBinaries } from './postgres-binaries.ts';
import { startPostgresWatchdog } from './postgres-watchdog.ts';
import { findServerAccount } from './server-account.ts';

export interface EmbeddedPostgresOptions {
  /** Cordon's data directory; made if missing. The cluster lies in `postgres` below it. */
  dataDir: string;
  /** @defaultValue a free one */
  port?: number;
  /** Told in a sentence what takes long, or what a person should know. */
  onProgress?: (message: string) => void;
  /** Further server settings, e.g. `{ fsync: 'off' }`. */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Connection string of the superuser, for the database `postgres`. */
  ownerUrl: string;
  port: number;
  /** Process id of the postmaster. */
  pid: number;
  /** Resolves when the server has ended, in whatever way. */
  ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back. Resolves when the server is gone. */
  stop(): Promise<void>;
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  password_encryption: 'scram-sha-256',
  log_timezone: 'UTC',
  timezone: 'UTC',
  // A server of this decade stands on solid-state disks: random reads cost about what sequential ones do.
  random_page_cost: '1.1',
  // What autovacuum does in between is spread: at 2 ms it takes most of a core from API and worker for a second or two.
  autovacuum_vacuum_cost_delay: '10ms',
  // Whole pages are logged the first time that they change after a checkpoint: seldom is cheaper, and recovery takes seconds.
  checkpoint_timeout: '15min',
  // Details and statements of errors hold values, which are personal data.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

/**
 * Starts PostgreSQL from npm's binaries on 127.0.0.1, making the cluster on first use. It ends with this process,
 * even after `kill -9`. As root it runs as the account `postgres`.
 *
 * @throws Error in one line: the data directory is in use, the port is taken, or the server's own last words
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const onProgress = options.onProgress ?? (() => undefined);
  // Root's data directory must let the account "postgres" through; secrets in it are files of mode 600.
  const dataDir = resolve(options.dataDir);
  await makeFolder(dataDir, userInfo().uid === 0 ? 0o711 : 0o700);
  const unlock = await lockDataDirectory(dataDir);
  try {
    const server = await startServer({ ...options, dataDir }, onProgress);
    return { ...server, stop: () => server.stop().finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function startServer(
  options: EmbeddedPostgresOptions,
  onProgress: (message: string) => void,
): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  const binaries = await locatePostgresBinaries();
  const account = await findServerAccount(onProgress);
  const cluster = await openCluster({ dataDir, binaries, account, onProgress });
  await waitForOrphan(cluster.folder);
  const port = options.port ?? (await findFreePort());
  const log = join(dataDir, 'postgres.log');
  await rename(log, `${log}.1`).catch(() => undefined);
  const server = launch(cluster, port, log, { ...SETTINGS, ...options.settings });
  const ownerUrl = `postgresql://postgres:${cluster.password}@127.0.0.1:${port}/postgres`;
  const ended = new Promise<void>((settle) => {
    server.once('exit', () => settle());
    server.once('error', () => settle());
  });
  const watchdog = startPostgresWatchdog(server.pid ?? 0);
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopServer(server, ended).finally(() => watchdog.kill('SIGKILL')));
  await waitUntilReady(ended, ownerUrl, log).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { ownerUrl, port, pid: server.pid ?? 0, ended, stop };
}

function launch(cluster: Cluster, port: number, log: string, settings: Readonly<Record<string, string>>): ChildProcess {
  // To a file, not a pipe: a pipe would break when this process is killed, and its last words would be lost.
  const output = openSync(log, 'w', 0o600);
  const flags = Object.entries({ port: String(port), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = spawn(join(cluster.binaries.folder, 'bin', 'postgres'), ['-D', cluster.folder, ...flags], {
    ...cluster.account,
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', output, output],
    // A session of its own: Ctrl-C in the terminal must reach API and worker first.
    detached: true,
  });
  closeSync(output);
  server.on('error', () => undefined);
  return server;
}

async function waitUntilReady(ended: Promise<void>, ownerUrl: string, log: string): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  const isOver = ended.then(() => 'ended' as const);
  while (performance.now() < deadline) {
    const state = await Promise.race([answers(ownerUrl), isOver]);
    if (state === 'ended') throw new Error(`PostgreSQL did not start: ${await lastWords(log)}`);
    if (state) return;
    await delay(50);
  }
  throw new Error(`PostgreSQL was not ready within ${START_TIMEOUT_MS / 1000} s: ${await lastWords(log)}`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    // Not waited for: something else that took the port may never answer.
    client.end().catch(() => undefined);
  }
}

async function lastWords(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n');
  const words = lines.filter((line) => /FATAL|PANIC|ERROR|HINT|LOG: {2}could not/.test(line)).slice(-3);
  return (words.length > 0 ? words : lines.slice(-3)).join(' ').trim() || `see ${log}`;
}

async function stopServer(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/** Removes what {@link startEmbeddedPostgres} made, for a data directory that was for a test. */
export async function removeEmbeddedPostgres(dataDir: string): Promise<void> {
  const name = await readFile(join(dataDir, 'postgres-location'), 'utf8').catch(() => undefined);
  if (name) await rm(join('/var/lib/cordon', name.trim()), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

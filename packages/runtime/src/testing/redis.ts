import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../embedded/free-port.ts';

export interface TestRedis {
  url: string;
  stop(): Promise<void>;
}

/** `redis-server` or `valkey-server`, whichever is on the PATH. */
const PROGRAM = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Whether the Redis half of a test can run: by `TEST_REDIS_URL`, or by a server on the PATH. */
export const hasTestRedis: boolean = Boolean(process.env.TEST_REDIS_URL) || PROGRAM !== undefined;

/**
 * Starts a Redis of its own on a free port, or uses `TEST_REDIS_URL`.
 *
 * @throws Error if there is neither
 */
export async function startTestRedis(): Promise<TestRedis> {
  const given = process.env.TEST_REDIS_URL;
  if (given) return { url: given, stop: async () => undefined };
  if (!PROGRAM) throw new Error('No redis-server or valkey-server on the PATH, and no TEST_REDIS_URL.');
  const folder = await mkdtemp(join(tmpdir(), 'cordon-redis-'));
  const port = await findFreePort();
  const settings = { bind: '127.0.0.1', port: String(port), dir: folder, save: '', 'maxmemory-policy': 'noeviction' };
  const server = spawn(
    PROGRAM,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + 10_000;
  while (!(await listens(port))) {
    if (performance.now() > deadline || server.exitCode !== null) {
      await stop();
      throw new Error('The test Redis did not start.');
    }
    await delay(20);
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.end() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

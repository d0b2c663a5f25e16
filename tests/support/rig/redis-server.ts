import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../../../packages/runtime/src/embedded/free-port.ts';
import type { RigServer } from './server.ts';

/** A Redis of its own, with the settings that docs/operations.md asks for. */
export interface RigRedis extends RigServer {
  url: string;
  /** Removes what it has on disk; call it while it is down. */
  forget(): Promise<void>;
}

const PROGRAM = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Whether there is a Redis to start on this machine. */
export const hasRedis = PROGRAM !== undefined;

/**
 * Starts a Redis with an append-only file on a free port.
 *
 * @throws Error if there is none on the PATH
 */
export async function startRigRedis(): Promise<RigRedis> {
  if (!PROGRAM) throw new Error('No redis-server or valkey-server on the PATH.');
  const dir = await mkdtemp(join(tmpdir(), 'cordon-rig-redis-'));
  const port = await findFreePort();
  let server: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(signal);
    await gone;
  };
  const start = async () => {
    const settings = { bind: '127.0.0.1', port, dir, save: '', appendonly: 'yes', 'maxmemory-policy': 'noeviction' };
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    server = spawn(PROGRAM, flags, { stdio: 'ignore', env: { PATH: process.env.PATH ?? '' } });
    await untilListening(port);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    pid: () => server?.pid ?? 0,
    forget: async () => {
      await rm(dir, { recursive: true, force: true });
      await mkdir(dir);
    },
    remove: async () => {
      await end('SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function untilListening(port: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await listens(port))) {
    if (performance.now() > deadline) throw new Error('Redis did not start.');
    await delay(20);
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.end() !== undefined));
    socket.once('error', () => resolve(false));
  });
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Bundles of API and worker as the build makes them, in a folder of their own beside their dependencies. */
export interface AppPrograms {
  api: string;
  worker: string;
  remove(): Promise<void>;
}

/** A server process that is started again whenever it ends, as an operating system's supervisor does. */
export interface AppProcess {
  /** Resolves when the process running now, or the next one that gets so far, says that it is ready. */
  ready(): Promise<void>;
  /** `kill -9`; the next one is started at once. */
  kill(): Promise<void>;
  /** Ends it for good, in order. */
  stop(): Promise<void>;
  pid(): number;
  /** How often it ended by itself after it had been ready; one that cannot start, because the database is away, is not counted. */
  crashes(): number;
  /** The last it wrote to the standard error output. */
  errors(): string;
}

const BUILD = `
import { build } from 'esbuild';
import { externalPackages } from './scripts/lib/external-packages.mjs';
await build({ entryPoints: [process.argv[1]], outfile: process.argv[2], bundle: true, platform: 'node', target: 'node20',
  format: 'esm', logLevel: 'warning', plugins: [externalPackages] });`;

const READY_TIMEOUT_MS = 60_000;
const RESTART_PAUSE_MS = 100;

/** Bundles API and worker from their sources. Call it with the repository's root as the working directory. */
export async function buildAppPrograms(): Promise<AppPrograms> {
  const folders = await Promise.all([bundle('api'), bundle('worker')]);
  const [api = '', worker = ''] = folders.map((folder) => join(folder, 'main.mjs'));
  const remove = () => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  return { api, worker, remove: async () => void (await remove()) };
}

async function bundle(name: string): Promise<string> {
  const dist = resolve('apps', name, 'dist');
  await mkdir(dist, { recursive: true });
  const folder = await mkdtemp(join(dist, 'rig-'));
  const args = ['--input-type=module', '-e', BUILD, `apps/${name}/src/main.ts`, join(folder, 'main.mjs')];
  await promisify(execFile)(process.execPath, args);
  return folder;
}

/** Starts a bundle and keeps it running. */
export function runApp(program: string, env: Record<string, string>): AppProcess {
  let child: ChildProcess;
  let errors = '';
  let crashes = 0;
  let isReady = false;
  let isKilled = false;
  let isStopped = false;
  let gone: Promise<void>;
  const start = () => {
    isReady = false;
    isKilled = false;
    const { NODE_OPTIONS: _options, ...inherited } = process.env;
    child = spawn(process.execPath, [program], {
      env: { ...inherited, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.on('message', () => {
      isReady = true;
    });
    child.stderr?.on('data', (data: Buffer) => {
      errors = (errors + data.toString()).slice(-4_000);
    });
    gone = new Promise((resolve) => child.once('exit', () => resolve()));
    void gone.then(async () => {
      if (isStopped) return;
      if (!isKilled) {
        if (isReady) crashes += 1;
        await delay(RESTART_PAUSE_MS);
      }
      if (!isStopped) start();
    });
  };
  start();
  return {
    ready: async () => {
      const deadline = performance.now() + READY_TIMEOUT_MS;
      while (!isReady) {
        if (performance.now() > deadline) throw new Error(`${program} was not ready in time: ${errors}`);
        await delay(20);
      }
    },
    kill: async () => {
      isKilled = true;
      const end = gone;
      child.kill('SIGKILL');
      await end;
    },
    stop: async () => {
      isStopped = true;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await gone;
      clearTimeout(timer);
    },
    pid: () => child.pid ?? 0,
    crashes: () => crashes,
    errors: () => errors,
  };
}

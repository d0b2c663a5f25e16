import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../../../..');

/** A worker as a process of its own, from a bundle made for the test. */
export interface WorkerProgram {
  /** Starts one. */
  start(env: Record<string, string>): WorkerProcess;
  /** Removes the bundle. */
  remove(): Promise<void>;
}

export interface WorkerProcess {
  /** Resolves when it says so; rejects if it ends before. */
  ready: Promise<void>;
  /** Ends it by this signal and waits until it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** What it wrote to the standard error output. */
  errors(): string;
}

const BUILD = `
import { build } from 'esbuild';
import { externalPackages } from './scripts/lib/external-packages.mjs';
await build({ entryPoints: ['apps/worker/src/main.ts'], outfile: process.argv[1], bundle: true, platform: 'node', target: 'node20',
  format: 'esm', logLevel: 'warning', plugins: [externalPackages] });`;

/** Bundles the worker, as the build does, into a folder of its own next to its dependencies. */
export async function buildWorkerProgram(): Promise<WorkerProgram> {
  const dist = join(ROOT, 'apps/worker/dist');
  await mkdir(dist, { recursive: true });
  const folder = await mkdtemp(join(dist, 'test-'));
  const program = join(folder, 'main.mjs');
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', BUILD, program], {
    cwd: ROOT,
    env: process.env,
  });
  return {
    start: (env) => startProcess(program, env),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function startProcess(program: string, env: Record<string, string>): WorkerProcess {
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(process.execPath, [program], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-4_000);
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = whenReady(child, ended, () => errors);
  ready.catch(() => undefined);
  return {
    ready,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    errors: () => errors,
  };
}

async function whenReady(child: ChildProcess, ended: Promise<number | null>, errors: () => string): Promise<void> {
  const said = new Promise<void>((resolve) => child.on('message', () => resolve()));
  await Promise.race([
    said,
    ended.then((code) => {
      throw new Error(`the worker ended with ${code}: ${errors()}`);
    }),
  ]);
}

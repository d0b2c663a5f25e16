import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';

const ROOT = join(import.meta.dirname, '../../..');
const BUILD = `
import { build } from 'esbuild';
import { externalPackages } from './scripts/lib/external-packages.mjs';
await build({ entryPoints: ['apps/api/src/main.ts'], outfile: process.argv[1], bundle: true, platform: 'node', target: 'node20',
  format: 'esm', logLevel: 'warning', plugins: [externalPackages] });`;

let folder: string;
let program: string;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(ROOT, 'apps/api/.test-'));
  program = join(folder, 'main.mjs');
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', BUILD, program], { cwd: ROOT });
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.drop();
});

interface ApiProcess {
  child: ChildProcess;
  output: () => string;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

async function start(env: Record<string, string>): Promise<ApiProcess> {
  const { NODE_OPTIONS: _options, ...inherited } = process.env;
  const settings = {
    DATABASE_URL: database.appUrl,
    PUBLIC_URL: 'http://127.0.0.1:8080',
    MAIL_FROM: 'Cordon <cordon@example.org>',
    MAIL_DIR: folder,
    CORDON_SECRET_KEY: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'warn',
    PORT: await freePort(),
  };
  const child = spawn(process.execPath, [program], {
    cwd: ROOT,
    env: { ...inherited, ...settings, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (output += data.toString()));
  return { child, output: () => output };
}

/** Where it listens; fails with what it wrote if it ends before. */
async function addressOf({ child, output }: ApiProcess): Promise<string> {
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(output())));
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return (message as { address: string }).address;
}

describe('the API process', () => {
  test('listens, is ready, and stops cleanly on SIGTERM', async () => {
    const metricsPort = await freePort();
    const api = await start({ METRICS_PORT: metricsPort });
    const address = await addressOf(api);
    const ready = await fetch(`${address}/health/ready`);
    expect([ready.status, ((await ready.json()) as { status: string }).status]).toEqual([200, 'ready']);
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toContain('cordon_http_request_seconds_count{method="GET",route="/health/ready",status="200"} 1');
    expect((await fetch(`${address}/metrics`)).status).toBe(404);
    api.child.kill('SIGTERM');
    expect(await once(api.child, 'exit')).toEqual([0, null]);
  });

  test('ends when the process that started it is gone', async () => {
    const api = await start({});
    await addressOf(api);
    api.child.disconnect();
    expect(await once(api.child, 'exit')).toEqual([0, null]);
  });

  test('refuses to start as a role that could look past row-level security', async () => {
    const api = await start({ DATABASE_URL: database.ownerUrl });
    const [code] = await once(api.child, 'exit');
    expect(code).toBe(1);
    expect(api.output()).toMatch(/is a superuser.*organisations would not be kept apart/);
  });

  test('names every fault of its configuration at once, and no value', async () => {
    const api = await start({ CORDON_SECRET_KEY: 'too-short-a-secret', PUBLIC_URL: 'nonsense' });
    const [code] = await once(api.child, 'exit');
    expect(code).toBe(1);
    expect(api.output()).toContain('CORDON_SECRET_KEY');
    expect(api.output()).toContain('PUBLIC_URL');
    expect(api.output()).not.toContain('too-short-a-secret');
  });
});

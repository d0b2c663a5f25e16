import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findFreePort } from '../../../packages/runtime/src/embedded/free-port.ts';
import { removeEmbeddedPostgres } from '../../../packages/runtime/src/embedded/start-postgres.ts';
import { FirstRun } from './first-run.ts';

/** Drives what `npm start` runs, as processes of their own; `npm test` has built it. */

const ROOT = resolve(import.meta.dirname, '../../..');
const START_TIMEOUT_MS = 90_000;

let dataDir: string;
let port: number;
const started: Start[] = [];

interface Start {
  child: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordon-start-'));
  await chmod(dataDir, 0o711);
  port = await findFreePort();
});

afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGINT');
    await ended;
  }
  await untilNothingRuns();
  await removeEmbeddedPostgres(dataDir);
}, 60_000);

function start(...options: string[]): Start {
  const args = ['apps/embedded/dist/main.mjs', '--data', dataDir, '--empty', '--port', String(port), ...options];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = new Promise<number | null>((settle) => child.once('close', (code) => settle(code)));
  const made = { child, output: () => said, ended };
  started.push(made);
  return made;
}

async function untilReady(run: Start): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!run.output().includes('Stop it with Ctrl-C')) {
    if (run.child.exitCode !== null || performance.now() > deadline) throw new Error(`not ready:\n${run.output()}`);
    await delay(50);
  }
}

/** Processes that name the data directory in their arguments or their environment: API, worker, PostgreSQL, launcher. */
async function processesOfDataDirectory(): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    const [command = '', environment = ''] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    if (command.includes(dataDir) || environment.includes(dataDir))
      found.push(`${pid} ${command.replaceAll('\0', ' ')}`);
  }
  return found;
}

async function untilNothingRuns(): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const left = await processesOfDataDirectory();
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`still running:\n${left.join('\n')}`);
    await delay(100);
  }
}

async function readFirstRun(): Promise<FirstRun> {
  return FirstRun.parse(JSON.parse(await readFile(join(dataDir, 'first-run.json'), 'utf8')));
}

/** What a refused start says: one line on the fault, perhaps after progress, and a code other than 0. */
async function expectRefusal(run: Start, fault: RegExp): Promise<void> {
  expect(await run.ended).not.toBe(0);
  expect(
    run
      .output()
      .trim()
      .split('\n')
      .filter((line) => fault.test(line)),
  ).toHaveLength(1);
  expect(run.output()).not.toMatch(/^\s+at /m);
}

/** Processes can be looked for in /proc alone. */
const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('npm start', () => {
  test('ends ready, with the credentials in a file of mode 600; Ctrl-C leaves nothing running, the next start goes on', async () => {
    const first = start();
    await untilReady(first);
    const credentials = await readFirstRun();
    expect((await stat(join(dataDir, 'first-run.json'))).mode & 0o777).toBe(0o600);
    expect(credentials.url).toBe(`http://127.0.0.1:${port}`);
    expect(first.output()).toContain(credentials.adminPassword);
    const headers = { authorization: `Bearer ${credentials.apiToken}` };
    const organisation = await fetch(`${credentials.url}/v1/organisation`, { headers });
    expect(organisation.status).toBe(200);
    expect(((await organisation.json()) as { id: string }).id).toBe(credentials.organisationId);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(await processesOfDataDirectory()).toEqual([]);

    const second = start();
    await untilReady(second);
    expect(second.output()).not.toContain(credentials.adminPassword);
    expect(await readFirstRun()).toEqual(credentials);
    expect((await fetch(`${credentials.url}/v1/organisation`, { headers })).status).toBe(200);
  }, 180_000);

  test('a data folder that cannot be made ends it at once, with one sentence', async () => {
    const run = start('--data', '/proc/nope');
    await expectRefusal(run, /folder \/proc\/nope cannot be made/);
  }, 30_000);

  test('kill -9 leaves nothing running, and the next start recovers', async () => {
    const first = start();
    await untilReady(first);
    const credentials = await readFirstRun();
    first.child.kill('SIGKILL');
    const second = start();
    await untilReady(second);
    expect(await readFirstRun()).toEqual(credentials);
    second.child.kill('SIGKILL');
    await untilNothingRuns();
  }, 180_000);

  test('kill -9 in the middle of the first start loses no password', async () => {
    const first = start();
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!first.output().includes('Starting the worker')) {
      if (performance.now() > deadline) throw new Error(first.output());
      await delay(5);
    }
    first.child.kill('SIGKILL');
    const second = start();
    await untilReady(second);
    const credentials = await readFirstRun();
    const headers = { authorization: `Bearer ${credentials.apiToken}` };
    expect((await fetch(`${credentials.url}/v1/organisation`, { headers })).status).toBe(200);
    expect(second.output()).toContain(credentials.adminPassword);
  }, 180_000);

  test('says in one line that the port is in use, and leaves nothing running', async () => {
    const squatter = createServer();
    await new Promise<void>((settle) => squatter.listen(port, '127.0.0.1', settle));
    await expectRefusal(start(), /^Port \d+ on 127\.0\.0\.1 is in use: .*--port\.$/);
    expect(await processesOfDataDirectory()).toEqual([]);
    await new Promise((settle) => squatter.close(settle));
  }, 120_000);

  test('says in one line that another server holds the data directory, which goes on undisturbed', async () => {
    const holder = start();
    await untilReady(holder);
    const origin = `http://127.0.0.1:${port}`;
    const other = start('--port', String(await findFreePort()));
    await expectRefusal(other, /^The data directory .* is held by another server \(process \d+\)\.$/);
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
  }, 180_000);

  test('refuses to listen beyond this machine while the printed password is unchanged', async () => {
    await expectRefusal(
      start('--host', '0.0.0.0'),
      /^Refused to listen on 0\.0\.0\.0: the printed password is unchanged\./,
    );
    expect(await processesOfDataDirectory()).toEqual([]);
  }, 120_000);

  test('says in one line which options it does not know', async () => {
    await expectRefusal(start('--prot', '1'), /--prot/);
  }, 120_000);
});

test('npm start says in one line that this Node is too old, before it loads anything else', async () => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } }); import('./scripts/start.mjs')`;
  const child = spawn(process.execPath, ['-e', pretend], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const code = await new Promise((settle) => child.once('close', settle));
  expect(code).toBe(1);
  expect(said.trim()).toBe('Cordon needs Node 20.19, 22.12, 24 or later; this is Node 18.20.4.');
});

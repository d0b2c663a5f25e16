import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { isAlive } from '../processes.ts';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from './start-postgres.ts';

let dataDir: string;
const running: EmbeddedPostgres[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cordon-postgres-'));
  await chmod(dataDir, 0o711);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  await removeEmbeddedPostgres(dataDir);
});

async function start(options: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, ...options });
  running.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function untilGone(pid: number): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (isAlive(pid)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} is still there`);
    await delay(20);
  }
}

/** A process of its own that starts a server on `dataDir` and then only waits. */
async function startElsewhere(): Promise<{ starter: number; server: number }> {
  const program = `
    const { importTypeScript } = await import(${JSON.stringify(join(import.meta.dirname, '../../../../scripts/lib/import-typescript.mjs'))});
    const { startEmbeddedPostgres } = await importTypeScript('packages/runtime/src/embedded/start-postgres.ts');
    const { pid } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const server = await new Promise<number>((resolve, reject) => {
    starter.stdout.once('data', (line) => resolve(Number(String(line).trim())));
    starter.once('exit', () => reject(new Error('the starter ended')));
  });
  return { starter: starter.pid ?? 0, server };
}

describe('embedded PostgreSQL', () => {
  test('listens on loopback alone and lets nobody in without the password', async () => {
    const { ownerUrl, port } = await start();
    expect(await query(ownerUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(ownerUrl, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    await expect(query(`postgresql://postgres@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toThrow(/password/);
    await expect(query(`postgresql://postgres:x@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toThrow(/password/);
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
  });

  test('goes on with the same data after a stop', async () => {
    const first = await start();
    await query(first.ownerUrl, 'CREATE TABLE kept (n integer)');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT * FROM kept')).toEqual([]);
  });

  test('ends with the process that started it, also after kill -9, and starts again at once', async () => {
    const { starter, server } = await startElsewhere();
    process.kill(starter, 'SIGKILL');
    const next = await start();
    expect(next.pid).not.toBe(server);
    await untilGone(server);
    expect(await query(next.ownerUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('recovers after kill -9 of the server itself', async () => {
    const first = await start();
    await query(first.ownerUrl, 'CREATE TABLE kept (n integer)');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT * FROM kept')).toEqual([]);
  });

  test('is not held up by a stale lock whose process id is by now another process', async () => {
    const first = await start();
    const cluster = (await query(first.ownerUrl, 'SHOW data_directory')) as [{ data_directory: string }];
    const lock = join(cluster[0].data_directory, 'postmaster.pid');
    const text = await readFile(lock, 'utf8');
    process.kill(first.pid, 'SIGKILL');
    await first.stop();
    await writeFile(lock, text.replace(/^\d+/, String(process.pid)));
    const second = await start();
    expect(await query(second.ownerUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('a first start that was interrupted leaves nothing half made', async () => {
    const fresh = join(dataDir, 'postgres.new');
    await mkdir(fresh);
    await writeFile(join(fresh, 'PG_VERSION'), 'half');
    const { ownerUrl } = await start();
    expect(await query(ownerUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('says in one line that the data directory is held by another server', async () => {
    await start();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      /^The data directory .* is held by another server .*\)\.$/,
    );
  });

  test('says in one line what PostgreSQL said when it could not start', async () => {
    const squatter = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };
    await expect(startEmbeddedPostgres({ dataDir, port })).rejects.toThrow(/^PostgreSQL did not start: .*could not/);
    await new Promise((resolve) => squatter.close(resolve));
  });
});

/** Only root has to hand the server to another account. */
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('embedded PostgreSQL as root', () => {
  test('runs as an unprivileged account', async () => {
    const { pid } = await start();
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\t0\t/m);
  });

  test('keeps the cluster under /var/lib/cordon and says so, if its account cannot pass a folder; changes no mode', async () => {
    const home = join(dataDir, 'home');
    await mkdir(home, { mode: 0o700 });
    const said: string[] = [];
    const inner = join(home, 'data');
    const server = await startEmbeddedPostgres({ dataDir: inner, onProgress: (message) => said.push(message) });
    try {
      expect(said.join('\n')).toMatch(new RegExp(`cannot pass ${home}: keeping the database in /var/lib/cordon/`));
      expect((await stat(home)).mode & 0o777).toBe(0o700);
    } finally {
      await server.stop();
      await removeEmbeddedPostgres(inner);
    }
  });
});

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { buildWorkerProgram, type WorkerProgram } from './testing/worker-process.ts';

let program: WorkerProgram;
let database: TestDatabase;

beforeAll(async () => {
  program = await buildWorkerProgram();
  database = await createTestDatabase();
}, 60_000);
afterAll(async () => {
  await program.remove();
  await database.drop();
});

function findPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const environment = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  REDIS_URL: '',
  MAIL_DIR: '/nowhere',
  MAIL_FROM: 'cordon@example.org',
  PUBLIC_URL: 'https://cordon.example.org',
  CORDON_SECRET_KEY: randomBytes(32).toString('hex'),
  LOG_LEVEL: 'fatal',
});

describe('the worker process', () => {
  test('says when it works, answers for its health, and stops cleanly', async () => {
    const port = await findPort();
    const worker = program.start({ ...environment(database.appUrl), METRICS_PORT: String(port) });
    await worker.ready;
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(10_000) });
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      checks: { database: 'ready', referenceData: 'ready' },
    });
    expect((await get('/health/live')).status).toBe(200);
    const metrics = await (await get('/metrics')).text();
    for (const name of [
      'cordon_judgement_lag_seconds',
      'cordon_delivery_lag_seconds',
      'cordon_queue_jobs{queue="evaluate"',
    ]) {
      expect(metrics).toContain(name);
    }
    expect((await get('/else')).status).toBe(404);
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(worker.errors()).toBe('');
  });

  test('refuses a database role that could look past row-level security', async () => {
    const worker = program.start(environment(database.ownerUrl));
    await expect(worker.ready).rejects.toThrow(/ended with 1: .*is a superuser/);
  });

  test('names what its configuration lacks', async () => {
    const worker = program.start({ ...environment(database.appUrl), CORDON_SECRET_KEY: '' });
    await expect(worker.ready).rejects.toThrow('CORDON_SECRET_KEY: is missing');
  });
});

import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { findFreePort } from '../embedded/free-port.ts';
import { hasTestRedis, startTestRedis, type TestRedis } from '../testing/redis.ts';
import { openQueues, type Queues } from './open-queues.ts';

let database: TestDatabase;
let redis: TestRedis | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  if (hasTestRedis) redis = await startTestRedis();
}, 60_000);

afterAll(async () => {
  await database.drop();
  await redis?.stop();
});

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the condition did not come true in time');
    await delay(10);
  }
}

/** The Redis half is reported as skipped where there is no Redis. */
const redisDescribe = hasTestRedis ? describe : describe.skip;

for (const backend of ['postgres', 'redis'] as const) {
  (backend === 'redis' ? redisDescribe : describe)(`queues on ${backend}`, () => {
    let queues: Queues;
    const opened: Queues[] = [];
    const open = (prefix: string) => {
      const redisUrl = backend === 'redis' ? redis?.url : undefined;
      const made = openQueues({ databaseUrl: database.appUrl, prefix, ...(redisUrl ? { redisUrl } : {}) });
      opened.push(made);
      return made;
    };
    const openFresh = () => {
      queues = open(randomBytes(6).toString('hex'));
    };

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
    });

    test('hands every job to the handler with the data it was given', async () => {
      openFresh();
      const done: unknown[] = [];
      queues.work('evaluate', async (data) => void done.push(data), { concurrency: 4 });
      expect(await queues.enqueue('evaluate', 'judge', { n: 0 })).toBe(true);
      const many = Array.from({ length: 50 }, (_, index) => ({ jobName: 'judge', data: { n: index + 1 } }));
      expect(await queues.enqueueMany('evaluate', many)).toBe(true);
      await until(() => done.length === 51);
      expect(done.map((data) => (data as { n: number }).n).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 51 }, (_, index) => index),
      );
      expect(queues.backend).toBe(backend);
    });

    test('tries a job again whose handler threw', async () => {
      openFresh();
      let calls = 0;
      queues.work('evaluate', async () => {
        calls += 1;
        if (calls === 1) throw new Error('the database is away');
      });
      await queues.enqueue('evaluate', 'judge', {});
      await until(() => calls === 2);
    });

    test('rings with one id are one while the job waits', async () => {
      openFresh();
      for (let index = 0; index < 5; index += 1) await queues.enqueue('evaluate', 'judge', { index }, { jobId: 'a' });
      await queues.enqueue('evaluate', 'judge', {}, { jobId: 'b' });
      expect(await queues.counts('evaluate')).toMatchObject({ waiting: 2 });
      let calls = 0;
      queues.work('evaluate', async () => void (calls += 1));
      await until(async () => calls === 2 && (await queues.counts('evaluate')).active === 0);
      expect(await queues.counts('evaluate')).toMatchObject({ waiting: 0, active: 0 });
      expect(calls).toBe(2);
    });

    test('a ring that comes while the job is being done rings once more after it', async () => {
      openFresh();
      const seen: unknown[] = [];
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      queues.work('evaluate', async (data) => {
        seen.push(data);
        if (seen.length === 1) await held;
      });
      await queues.enqueue('evaluate', 'judge', { ring: 1 }, { jobId: 'a' });
      await until(() => seen.length === 1);
      await queues.enqueue('evaluate', 'judge', { ring: 2 }, { jobId: 'a' });
      await queues.enqueue('evaluate', 'judge', { ring: 3 }, { jobId: 'a' });
      release();
      await until(() => seen.length >= 2);
      await queues.enqueue('evaluate', 'judge', { ring: 4 }, { jobId: 'b' });
      await until(() => seen.some((data) => (data as { ring: number }).ring === 4));
      expect(seen).toEqual([{ ring: 1 }, { ring: 3 }, { ring: 4 }]);
    });

    test('the same id rings again after the job was done, and after it failed', async () => {
      openFresh();
      let calls = 0;
      queues.work('evaluate', async () => void (calls += 1));
      for (let round = 1; round <= 3; round += 1) {
        await queues.enqueue('evaluate', 'judge', {}, { jobId: 'a' });
        await until(() => calls === round);
        await until(async () => (await queues.counts('evaluate')).active === 0);
      }
    });

    test('a delayed job is not done before its time', async () => {
      openFresh();
      const started = performance.now();
      let doneAfter = 0;
      queues.work('deliver', async () => {
        doneAfter = performance.now() - started;
      });
      await queues.enqueue('deliver', 'send', {}, { delayMs: 700 });
      await until(() => doneAfter > 0);
      expect(doneAfter).toBeGreaterThanOrEqual(650);
    });

    test('closing waits for the jobs begun, and leaves the others to the next worker', async () => {
      openFresh();
      const prefix = randomBytes(6).toString('hex');
      const first = open(prefix);
      let begun = 0;
      let finished = 0;
      first.work('evaluate', async () => {
        begun += 1;
        await delay(200);
        finished += 1;
      });
      await first.enqueueMany(
        'evaluate',
        Array.from({ length: 5 }, () => ({ jobName: 'judge', data: {} })),
      );
      await until(() => begun === 1);
      await first.close();
      expect(finished).toBe(begun);
      const second = open(prefix);
      second.work('evaluate', async () => void (finished += 1), { concurrency: 5 });
      await until(() => finished === 5);
    });

    test('answers whether it is ready', async () => {
      openFresh();
      expect(await queues.isReady()).toBe(true);
    });

    test('refuses an id with a colon without throwing', async () => {
      openFresh();
      expect(await queues.enqueue('evaluate', 'judge', {}, { jobId: 'a:b' })).toBe(false);
    });
  });
}

describe('a queue that is away', () => {
  test('is reported within a little over two seconds and never throws', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const closed = await findFreePort();
    for (const options of [
      { databaseUrl: `postgresql://a:b@127.0.0.1:${closed}/x` },
      { databaseUrl: `postgresql://a:b@127.0.0.1:${port}/x` },
      { databaseUrl: database.appUrl, redisUrl: `redis://127.0.0.1:${closed}` },
      { databaseUrl: database.appUrl, redisUrl: `redis://127.0.0.1:${port}` },
    ]) {
      const queues = openQueues(options);
      const started = performance.now();
      expect(await queues.enqueue('evaluate', 'judge', {})).toBe(false);
      expect(await queues.isReady()).toBe(false);
      expect(performance.now() - started).toBeLessThan(5_000);
      await queues.close();
    }
    silent.close();
  }, 60_000);

  test('works by itself once it comes, for producers and workers that were there before it', async () => {
    const port = await findFreePort();
    const relay = createServer((client) => {
      const upstream = connect(Number(new URL(database.appUrl).port), '127.0.0.1');
      client.pipe(upstream).pipe(client);
      for (const socket of [client, upstream]) socket.on('error', () => client.destroy() && upstream.destroy());
    });
    const url = new URL(database.appUrl);
    url.port = String(port);
    const queues = openQueues({ databaseUrl: url.href, prefix: randomBytes(6).toString('hex') });
    let calls = 0;
    queues.work('evaluate', async () => {
      calls += 1;
    });
    expect(await queues.enqueue('evaluate', 'judge', {})).toBe(false);
    await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve));
    await until(() => queues.enqueue('evaluate', 'judge', {}));
    await until(() => calls === 1);
    await queues.close();
    await new Promise((resolve) => relay.close(resolve));
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openQueues, type Queues, systemClock } from '@cordon/runtime';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { createTestFleet, type TestFleet } from '../../../packages/judge/src/testing/test-fleet.ts';
import { hasTestRedis, startTestRedis, type TestRedis } from '../../../packages/runtime/src/testing/redis.ts';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { until } from './testing/until.ts';
import { buildWorkerProgram, type WorkerProcess, type WorkerProgram } from './testing/worker-process.ts';

const LOCK = { id: 'lock', posture: { require: ['screenLock'] }, severity: 'high' };
const DEVICES = 12;
const REPORTS = 180;
const KILLS = 6;

let program: WorkerProgram;
let redis: TestRedis | undefined;

beforeAll(async () => {
  program = await buildWorkerProgram();
  if (hasTestRedis) redis = await startTestRedis();
}, 60_000);
afterAll(async () => {
  await program.remove();
  await redis?.stop();
});

/** Mulberry32: the same numbers for the same seed, so that a failure can be looked at again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The Redis half is reported as skipped where there is no Redis. */
const redisDescribe = hasTestRedis ? describe : describe.skip;

for (const backend of ['postgres', 'redis'] as const) {
  (backend === 'redis' ? redisDescribe : describe)(`a worker killed at random moments, queue on ${backend}`, () => {
    let database: TestDatabase;
    let fleet: TestFleet;
    let queues: Queues;
    let mailDir: string;
    let env: Record<string, string>;
    let devices: string[];

    beforeAll(async () => {
      database = await createTestDatabase();
      mailDir = await mkdtemp(join(tmpdir(), 'cordon-mail-'));
      const redisUrl = backend === 'redis' ? redis?.url : undefined;
      env = {
        DATABASE_URL: database.appUrl,
        REDIS_URL: redisUrl ?? '',
        MAIL_DIR: mailDir,
        MAIL_FROM: 'cordon@example.org',
        PUBLIC_URL: 'https://cordon.example.org',
        CORDON_SECRET_KEY: randomBytes(32).toString('hex'),
        LOG_LEVEL: 'fatal',
      };
      queues = openQueues({ databaseUrl: database.appUrl, ...(redisUrl ? { redisUrl } : {}) });
      const clock = { ...systemClock, advance: () => undefined, set: () => undefined };
      fleet = await createTestFleet({ urls: database, clock });
      await fleet.publish([LOCK]);
      devices = [];
      for (let count = 0; count < DEVICES; count++) {
        devices.push(await fleet.addDevice({ personId: await fleet.addPerson() }));
      }
    }, 60_000);
    afterAll(async () => {
      await queues.close();
      await fleet.close();
      await database.drop();
      await rm(mailDir, { recursive: true, force: true });
    });

    test('loses nothing, judges nothing twice, leaves nothing behind', async () => {
      const seed = Number(process.env.TEST_SEED ?? randomBytes(4).readUInt32LE());
      const random = seeded(seed);
      const state = { isReporting: true };
      const killing = killAgainAndAgain(random, state);
      const sent = await reportAll(random);
      state.isReporting = false;
      const worker = await killing;
      try {
        await until(countLeft, (left) => left === 0, 120_000);
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}; ${worker.errors()}`);
      } finally {
        await worker.end('SIGTERM');
      }
      await expectJudgedOnce(sent, seed);
      await expectMailedOnce(seed);
    }, 300_000);

    /** Each report changes its device's verdict, so that the history tells how often it was judged. */
    async function reportAll(random: () => number): Promise<Map<string, number>> {
      const sent = new Map<string, number>();
      for (let count = 0; count < REPORTS; count++) {
        const device = devices[Math.floor(random() * devices.length)] ?? '';
        const seq = (sent.get(device) ?? 0) + 1;
        await fleet.report(device, { posture: { screenLock: seq % 2 === 0 } }, { seq });
        sent.set(device, seq);
        const job = { organisationId: fleet.organisationId, deviceIds: [device] };
        await queues.enqueue('evaluate', 'evaluate', job, { jobId: device });
        await delay(random() * 60);
      }
      return sent;
    }

    /** Kills one worker after another, some while they start, some while they work; the last one is left alive. */
    async function killAgainAndAgain(random: () => number, state: { isReporting: boolean }): Promise<WorkerProcess> {
      for (let kills = 0; kills < KILLS || state.isReporting; kills++) {
        const worker = program.start(env);
        if (random() < 0.8) await worker.ready;
        await delay(random() * 600);
        await worker.end('SIGKILL');
      }
      const last = program.start(env);
      await last.ready;
      return last;
    }

    async function countLeft(): Promise<number> {
      const [row] = await fleet.rows<{ count: string }>(
        `SELECT (SELECT count(*) FROM unjudged_reports) + (SELECT count(*) FROM device_state WHERE next_change_at <= $1)
              + (SELECT count(*) FROM deliveries WHERE (state = 'queued' AND due_at <= $1) OR state = 'sending') AS count`,
        [new Date(systemClock.now().getTime() - 1_000)],
      );
      // A delivery of a killed worker is taken on after two minutes: here time is put forward for it.
      await fleet.rows(
        `UPDATE deliveries SET sending_since = sending_since - interval '121 seconds' WHERE state = 'sending'
        AND sending_since > $1::timestamptz - interval '60 seconds' AND sending_since < $1::timestamptz - interval '15 seconds'`,
        [systemClock.now()],
      );
      return Number(row?.count);
    }

    async function expectJudgedOnce(sent: Map<string, number>, seed: number): Promise<void> {
      const rows = await fleet.rows<{
        device_id: string;
        seq: string;
        verdict: string;
        valid_from: Date;
        valid_to: Date | null;
      }>(
        `SELECT h.device_id, r.seq, h.verdict, h.valid_from, h.valid_to FROM verdict_history h
         JOIN report_receipts r ON r.report_id = h.report_id WHERE h.cause IN ('report', 'late-report') ORDER BY h.device_id, r.seq`,
      );
      const expected = [...sent].flatMap(([device, count]) =>
        Array.from({ length: count }, (_, index) => [
          device,
          index + 1,
          index % 2 === 0 ? 'non-compliant' : 'compliant',
        ]),
      );
      const byDevice = (a: unknown[], b: unknown[]) =>
        String(a[0]).localeCompare(String(b[0])) || Number(a[1]) - Number(b[1]);
      const found = rows.map((row) => [row.device_id, Number(row.seq), row.verdict]);
      expect({ seed, history: found.sort(byDevice) }).toEqual({ seed, history: expected.sort(byDevice) });
      for (const [index, row] of rows.entries()) {
        const next = rows[index + 1];
        expect(row.valid_to).toEqual(next?.device_id === row.device_id ? next.valid_from : null);
      }
      const twice = await fleet.rows(
        'SELECT finding_id, kind, report_id FROM finding_history GROUP BY finding_id, kind, report_id HAVING count(*) > 1',
      );
      expect({ seed, twice }).toEqual({ seed, twice: [] });
    }

    async function expectMailedOnce(seed: number): Promise<void> {
      const names = (await readdir(mailDir)).filter((name) => name.endsWith('.eml'));
      const deliveries = await fleet.rows<{ id: string; state: string; attempt: number; message_id: string }>(
        'SELECT * FROM deliveries',
      );
      for (const { id, state, attempt, message_id: messageId } of deliveries) {
        const own = names.filter((name) => name.startsWith(id));
        if (state === 'sent')
          expect({ seed, own }).toEqual({ seed, own: expect.arrayContaining([`${id}-${attempt}.eml`]) });
        else expect({ seed, state, own }).toEqual({ seed, state, own: [] });
        for (const name of own)
          expect((await simpleParser(await readFile(join(mailDir, name)))).messageId).toBe(messageId);
      }
      const opened = await fleet.rows(
        `SELECT person_id FROM advisories WHERE state = 'open' GROUP BY person_id HAVING count(*) > 1`,
      );
      expect({ seed, opened }).toEqual({ seed, opened: [] });
    }
  });
}

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startTestMailServer, type TestMailServer } from '../../apps/worker/src/testing/mail-server.ts';
import { findFreePort } from '../../packages/runtime/src/embedded/free-port.ts';
import { openPlaceDatabase } from '../../packages/runtime/src/place-database.ts';
import { type AppProcess, type AppPrograms, runApp } from '../support/rig/app-process.ts';
import { fillFleet, type RigFleet } from '../support/rig/fill-fleet.ts';
import { type RigPostgres, startRigPostgres } from '../support/rig/postgres-server.ts';
import { createRandom } from '../support/rig/random.ts';
import { startRigRedis } from '../support/rig/redis-server.ts';
import type { SmallDisk } from './disk-full.ts';
import { commit, createGate, type FaultName, type Gate, type PlannedFault, planFaults } from './faults.ts';
import { checkMessages } from './messages.ts';
import { type Sent, sendReports } from './send-reports.ts';
import { findBrokenPromises } from './verify.ts';
import { AUDIENCE, POLICIES, planReports } from './workload.ts';

export interface FaultRunOptions {
  programs: AppPrograms;
  seed: number;
  reports: number;
  queue: 'redis' | 'postgres';
  /** How often the whole list of faults comes. @defaultValue 1 */
  rounds?: number;
  /** The database lies on it, and it becomes full instead of all other faults. */
  disk?: SmallDisk;
  /** Told what happens. */
  say?: (line: string) => void;
}

/** What a run came to. */
export interface FaultRun {
  seed: number;
  queue: 'redis' | 'postgres';
  reports: number;
  seconds: number;
  faults: Partial<Record<FaultName, number>>;
  /** Answers by status; `error`: none came. */
  statuses: Record<string, number>;
  messages: { sent: number; repeated: number };
  /** Promises that were broken, in words. Empty: the run passed. */
  broken: string[];
}

export const API_PROCESSES = 2;
export const WORKERS = 3;
const DEVICES_PER_PERSON = 2;
/** A cluster that fits on a small disk. */
const SMALL = { max_wal_size: '64MB', min_wal_size: '32MB' };
const SETTLE_TIMEOUT_MS = 180_000;

/** Sends reports to two API processes and three workers while they, their queue and their database are killed. */
export async function runFaults(options: FaultRunOptions): Promise<FaultRun> {
  const { seed, reports, queue, rounds = 1, say = () => undefined } = options;
  const started = performance.now();
  const random = createRandom(seed);
  const faults: PlannedFault[] = options.disk
    ? [{ name: 'disk full', at: Math.floor(reports / 3), waitMs: 0, downMs: 0, which: 0 }]
    : planFaults(reports, rounds, queue === 'redis', random);
  const site = await openSite(options, random);
  try {
    const gate = createGate();
    const sending = sendReports(site.plan, {
      origins: site.origins,
      random,
      permit: gate.permit,
      onAnswered: gate.onAnswered,
      timeoutMs: 60_000,
    });
    sending.catch(() => gate.open(0));
    const breaking = breakAll(faults, site, gate, reports, say);
    const [sent] = await Promise.all([sending, breaking]);
    say('all reports are answered');
    await untilSettled(site);
    const broken = await check(site, sent, options);
    const kills = faults.filter(({ name }) => /worker|PostgreSQL|disk/.test(name)).length;
    const messages = await checkMessages(site.owner, site.mail, kills);
    const processes = [...site.apis, ...site.workers];
    const crashes = processes.filter((each) => each.crashes() > 0).map((each) => `it crashed: ${each.errors()}`);
    return {
      seed,
      queue,
      reports,
      seconds: (performance.now() - started) / 1_000,
      faults: countBy(faults.map(({ name }) => name)),
      statuses: sent.statuses,
      messages: { sent: messages.sent, repeated: messages.repeated },
      broken: [...broken, ...messages.broken, ...crashes],
    };
  } finally {
    await site.close();
  }
}

interface Site {
  postgres: RigPostgres;
  redis: Awaited<ReturnType<typeof startRigRedis>> | undefined;
  mail: TestMailServer;
  owner: pg.Pool;
  fleet: RigFleet;
  plan: ReturnType<typeof planReports>;
  apis: AppProcess[];
  workers: AppProcess[];
  origins: string[];
  startedAt: Date;
  disk: SmallDisk | undefined;
  close(): Promise<void>;
}

async function openSite({ programs, reports, queue, disk }: FaultRunOptions, random: () => number): Promise<Site> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.reverse()) await step();
  };
  try {
    const postgres = await startRigPostgres(disk ? { dataDir: disk.folder, settings: SMALL } : {});
    closing.push(() => postgres.remove());
    const redis = queue === 'redis' ? await startRigRedis() : undefined;
    if (redis) closing.push(() => redis.remove());
    const mail = await startTestMailServer();
    closing.push(() => mail.close());
    const owner = new pg.Pool({ connectionString: postgres.ownerUrl, max: 2 });
    owner.on('error', () => undefined);
    closing.push(() => owner.end());
    const startedAt = new Date(Date.now() - 5 * 86_400_000);
    const devices = Math.min(200, Math.max(20, Math.round(reports / 40)));
    const fleet = await fillFleet(owner, {
      devices,
      devicesPerPerson: DEVICES_PER_PERSON,
      policies: POLICIES,
      now: startedAt,
    });
    const plan = planReports(fleet.devices, reports, random, startedAt.getTime() + 60_000);
    const env = environment(postgres.appUrl, redis?.url, mail.url);
    const ports = await Promise.all(Array.from({ length: API_PROCESSES }, findFreePort));
    const apis = ports.map((port) => runApp(programs.api, { ...env, PORT: String(port) }));
    const workers = Array.from({ length: WORKERS }, () => runApp(programs.worker, env));
    closing.push(() => Promise.all([...apis, ...workers].map((each) => each.stop())));
    await Promise.all([...apis, ...workers].map((each) => each.ready()));
    const origins = ports.map((port) => `http://127.0.0.1:${port}`);
    return { postgres, redis, mail, owner, fleet, plan, apis, workers, origins, startedAt, disk, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(databaseUrl: string, redisUrl: string | undefined, smtpUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'cordon@example.org',
    PUBLIC_URL: AUDIENCE,
    CORDON_SECRET_KEY: randomBytes(32).toString('hex'),
    // A handset here reports many times a second, and all from one address.
    RATE_LIMIT_BY_ADDRESS: '100000/100000',
    RATE_LIMIT_BY_DEVICE: '100000/100000',
    LOG_LEVEL: 'fatal',
  };
}

async function breakAll(
  faults: readonly PlannedFault[],
  site: Site,
  gate: Gate,
  reports: number,
  say: (line: string) => void,
): Promise<void> {
  for (const [index, fault] of faults.entries()) {
    gate.open(faults[index + 1]?.at ?? reports);
    await gate.reached(fault.at);
    say(`${fault.at} reports: ${fault.name}`);
    await commit(fault, site);
  }
  gate.open(reports);
}

/** Until nothing waits: no report to be judged, no change that is due, no message to be sent. */
async function untilSettled({ owner }: Site): Promise<void> {
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const left = await countLeft(owner).catch((error: Error) => error.message);
    if (left === '0/0/0') return;
    if (performance.now() > deadline) throw new Error(`not settled in time (reports/devices/messages): ${left}`);
    await delay(100);
  }
}

async function countLeft(owner: pg.Pool): Promise<string> {
  const now = new Date();
  // What a killed worker was sending is taken on after two minutes: here time is put forward for it, once nobody can be sending it.
  await owner.query(
    `UPDATE deliveries SET sending_since = sending_since - interval '121 seconds'
     WHERE state = 'sending' AND sending_since BETWEEN $1::timestamptz - interval '60 seconds' AND $1::timestamptz - interval '20 seconds'`,
    [now],
  );
  const { rows } = await owner.query<{ left: string }>(
    `SELECT (SELECT count(*) FROM unjudged_reports) || '/' ||
            (SELECT count(*) FROM device_state WHERE next_change_at <= $1::timestamptz OR judged_epoch = 0) || '/' ||
            (SELECT count(*) FROM deliveries WHERE state = 'sending' OR (state = 'queued' AND due_at <= $1)) AS left`,
    [now],
  );
  return rows[0]?.left ?? '';
}

async function check(site: Site, sent: Sent, { reports }: FaultRunOptions): Promise<string[]> {
  const { placeOf } = await openPlaceDatabase({});
  const { owner, fleet, startedAt } = site;
  return findBrokenPromises({ owner, fleet, sent, planned: reports, startedAt: startedAt.getTime(), placeOf });
}

function countBy(names: readonly FaultName[]): Partial<Record<FaultName, number>> {
  const counts: Partial<Record<FaultName, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

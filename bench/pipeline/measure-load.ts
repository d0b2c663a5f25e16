import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runRole, startRole } from '../child.ts';
import { machineMicros } from './cpu.ts';
import type { LoadInput, LoadResult } from './load-generator.ts';
import type { SignInput } from './sign-reports.ts';
import { cpuOf, type Site } from './site.ts';

export interface Quantiles {
  p50: number;
  p99: number;
}

/** What one stretch of load came to. */
export interface LoadMeasurement {
  reports: number;
  /** From the first POST to the last stored verdict. */
  seconds: number;
  answers: number[];
  verdicts: number[];
  statuses: Record<string, number>;
  lost: number;
  duplicated: number;
  /** CPU microseconds a report. */
  cpu: Record<'api' | 'worker' | 'postgres' | 'redis' | 'loadGenerator', number>;
  /** Cores that other work on the machine took meanwhile. */
  othersCores: number;
  isExhausted: boolean;
}

const SIGNERS = 2;
const SETTLE_MS = 120_000;

/** Signs reports of every device into files, by two processes. */
export async function signAhead(site: Site, name: string, reports: number): Promise<string[]> {
  const { devices } = site.fleet;
  const rounds = Math.max(1, Math.ceil(reports / devices.length));
  const paths = Array.from({ length: SIGNERS }, (_, index) => join(site.folder, `${name}-${index}.requests`));
  const inputs = paths.map((path, index): SignInput => {
    const own = devices.map((device, at) => ({ device, at })).filter(({ at }) => at % SIGNERS === index);
    return {
      path,
      firstSeq: site.nextSeq,
      rounds,
      collectedFrom: Date.now() - 3_600_000 + site.nextSeq * 1_000,
      devices: own.map(({ device, at }) => ({
        id: device.id,
        index: at,
        key: device.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      })),
    };
  });
  await Promise.all(inputs.map((input) => runRole<number>('sign', input)));
  site.nextSeq += rounds;
  return paths;
}

/**
 * Sends signed reports and waits until the last one is judged.
 *
 * @param runInSeconds of what was sent before no time is told: the load generator itself is only just starting then
 */
export async function measureLoad(
  site: Site,
  paths: string[],
  load: Pick<LoadInput, 'connections' | 'seconds' | 'rate'>,
  runInSeconds = 0,
): Promise<LoadMeasurement> {
  const answersPath = join(site.folder, 'answers');
  const before = cpuOf(site);
  const machineBefore = machineMicros();
  const wallBefore = performance.now();
  const result = await runRole<LoadResult>('load', { ...load, port: site.port, paths, answers: answersPath });
  const judgedAt = await untilJudged(site);
  const wall = (performance.now() - wallBefore) * 1_000;
  const after = cpuOf(site);
  const machine = machineMicros() - machineBefore;
  const answers = readAnswers(answersPath);
  const taken = answers.filter(({ status }) => status === '202');
  const timed = taken.filter(({ sentAt }) => sentAt >= result.startedAt + runInSeconds * 1_000);
  const own = sum(Object.values(after)) - sum(Object.values(before)) + result.cpuMicros;
  const perReport = (micros: number) => micros / Math.max(1, taken.length);
  await Promise.all([answersPath, ...paths].map((path) => rm(path, { force: true })));
  return {
    reports: taken.length,
    seconds: (judgedAt - result.startedAt) / 1_000,
    answers: timed.map(({ sentAt, answeredAt }) => answeredAt - sentAt),
    verdicts: await verdictTimes(site, timed),
    statuses: result.statuses,
    ...(await lostAndDuplicated(site, taken)),
    cpu: {
      api: perReport(after.api - before.api),
      worker: perReport(after.worker - before.worker),
      postgres: perReport(after.postgres - before.postgres),
      redis: perReport(after.redis - before.redis),
      loadGenerator: perReport(result.cpuMicros),
    },
    othersCores: Math.max(0, (machine - own) / wall),
    isExhausted: result.isExhausted,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

interface Answer {
  sentAt: number;
  answeredAt: number;
  status: string;
  reportId: string;
}

function readAnswers(path: string): Answer[] {
  const lines = readFileSync(path, 'latin1').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [sentAt, answeredAt, status = '', reportId = ''] = line.split(' ');
    return { sentAt: Number(sentAt), answeredAt: Number(answeredAt), status, reportId };
  });
}

async function untilJudged({ owner }: Site): Promise<number> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const { rows } = await owner.query<{ is: boolean }>('SELECT EXISTS (SELECT FROM unjudged_reports) AS is');
    if (!rows[0]?.is) return performance.timeOrigin + performance.now();
    if (performance.now() > deadline) throw new Error('The reports were not judged in time.');
    await delay(10);
  }
}

/** Of the reports that changed a finding: when the transaction that wrote it committed, by PostgreSQL's own note. */
async function verdictTimes({ owner }: Site, taken: readonly Answer[]): Promise<number[]> {
  const sentAt = new Map(taken.map((answer) => [answer.reportId, answer.sentAt]));
  const { rows } = await owner.query<{ report_id: string; at: number }>(
    `SELECT report_id, min(extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS at
     FROM finding_history WHERE report_id IS NOT NULL GROUP BY report_id`,
  );
  return rows.flatMap((row) => {
    const sent = sentAt.get(row.report_id);
    return sent === undefined ? [] : [row.at - sent];
  });
}

async function lostAndDuplicated(
  { owner }: Site,
  taken: readonly Answer[],
): Promise<{ lost: number; duplicated: number }> {
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM reports');
  const stored = new Set(rows.map((row) => row.id));
  const lost = taken.filter(({ reportId }) => !stored.has(reportId)).length;
  const { rows: doubled } = await owner.query(
    `SELECT device_id, seq FROM reports GROUP BY device_id, seq HAVING count(*) > 1
     UNION ALL SELECT finding_id, NULL FROM finding_history WHERE report_id IS NOT NULL GROUP BY finding_id, report_id, kind HAVING count(*) > 1`,
  );
  const { rows: behind } = await owner.query(
    `SELECT s.device_id FROM device_state s JOIN LATERAL
       (SELECT max(seq) AS seq FROM report_receipts r WHERE r.device_id = s.device_id) r ON true WHERE r.seq IS DISTINCT FROM s.last_seq`,
  );
  const answeredTwice = taken.length - new Set(taken.map(({ reportId }) => reportId)).size;
  return { lost: lost + behind.length, duplicated: doubled.length + answeredTwice };
}

/** The 50th and 99th of a hundred. */
export function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99) };
}

/** To two decimals. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** CPU of the load generator and of bare HTTP with these reports, microseconds each. */
export async function measureHttp(
  paths: string[],
  connections: number,
  folder: string,
  cpuMicros: (pid: number) => number,
) {
  const server = startRole<never>('bare-http', {});
  try {
    const port = (await server.started) as number;
    const before = cpuMicros(server.pid);
    const result = await runRole<LoadResult>('load', {
      port,
      paths,
      connections,
      seconds: 60,
      answers: join(folder, 'http-answers'),
    });
    return {
      loadGenerator: result.cpuMicros / result.sent,
      http: (cpuMicros(server.pid) - before) / result.sent,
    };
  } finally {
    server.end();
  }
}

import { cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { runRole } from '../child.ts';
import { cpuMicrosOf, peakRssMiB } from './cpu.ts';
import { measureBaseline } from './measure-baseline.ts';
import {
  type LoadMeasurement,
  measureHttp,
  measureLoad,
  type Quantiles,
  quantiles,
  round,
  signAhead,
} from './measure-load.ts';
import type { Options } from './options.ts';
import { cpuOf, type Site } from './site.ts';
import type { Steps } from './steps.ts';

/** What one queue came to: the form that docs/benchmarks.md describes. */
export interface QueueResult {
  queue: 'redis' | 'postgres';
  reportsPerSecond: number;
  /** CPU microseconds a report of each step alone. */
  steps: Steps & { loadGenerator: number; http: number };
  bound: { reportsPerSecond: number; cores: number; microsPerReport: number };
  efficiency: number;
  /** Measured over the bound of the cores that other work on the machine left; tells more than `efficiency` on a busy machine. */
  efficiencyOfFreeCores: number;
  baseline: { reportsPerSecond: number };
  speedupOverBaseline: number;
  answerMs: Quantiles;
  verdictMs: Quantiles;
  halfLoad: { reportsPerSecond: number; answerMs: Quantiles; verdictMs: Quantiles };
  rssMiB: { api: number; worker: number };
  lost: number;
  duplicated: number;
  /** Of the full load: CPU microseconds a report by process, and cores that other work took meanwhile. */
  cpuMicros: LoadMeasurement['cpu'];
  othersCores: number;
  seconds: number;
  reports: number;
  statuses: Record<string, number>;
}

/** Until every device's apps and destinations are known and the code is compiled; at most so long. */
const WARM_ROUNDS = 4;
const WARM_SECONDS = 60;
/** Passes over all devices in measuring the steps alone, of which the last one counts. */
const STEP_PASSES = 4;
/** Of half load: a rate that is kept from its first millisecond on is measured as soon as who keeps it is warm. */
const RUN_IN_SECONDS = 5;
/** Signed beyond what the last stretch's rate needs. */
const AHEAD = 4;

/** Warms a site up; its rate tells how many reports must be signed. */
export async function warmUp(site: Site, { connections }: Options): Promise<number> {
  const paths = await signAhead(site, 'warm', WARM_ROUNDS * site.fleet.devices.length);
  const { reports, seconds } = await measureLoad(site, paths, { connections, seconds: WARM_SECONDS });
  await settle(site);
  return reports / seconds;
}

/** Looked at so often, and idle when all processes together take less of a core than this. */
const IDLE_LOOK_MS = 2_000;
const IDLE_CORES = 0.15;
const IDLE_WITHIN_MS = 300_000;

/**
 * The tables hold many times what they held a minute ago, as in years of an organisation: what autovacuum would make of it in
 * the next minutes is done at once, as soon as the site is idle.
 */
async function settle(site: Site): Promise<void> {
  await untilIdle(site);
  await site.owner.query('VACUUM ANALYZE');
}

/** Waits until what a worker does as it starts, and what it adds up after load, is over. */
async function untilIdle(site: Site): Promise<void> {
  const deadline = performance.now() + IDLE_WITHIN_MS;
  const total = () => Object.values(cpuOf(site)).reduce((sum, micros) => sum + micros, 0);
  for (let before = total(); performance.now() < deadline; ) {
    await delay(IDLE_LOOK_MS);
    const now = total();
    if (now - before < IDLE_CORES * IDLE_LOOK_MS * 1_000) return;
    before = now;
  }
  throw new Error(`The site was not idle within ${IDLE_WITHIN_MS / 1_000} s.`);
}

/** A stretch at full load. */
export async function runFull(
  site: Site,
  options: Options,
  seconds: number,
  expectedRate: number,
): Promise<LoadMeasurement> {
  const paths = await signAhead(site, 'full', expectedRate * seconds * AHEAD);
  return measureLoad(site, paths, { connections: options.connections, seconds });
}

/** Half load, then every step alone, then the straightforward design; with the stretches at full load, the result. */
export async function finish(site: Site, options: Options, full: readonly LoadMeasurement[]): Promise<QueueResult> {
  const { connections, seconds } = options;
  const merged = merge(full);
  const rate = merged.reports / merged.seconds;
  const halfPaths = await signAhead(site, 'half', (rate / 2) * seconds * 1.05);
  const load = { connections, seconds, rate: rate / 2 };
  await settle(site);
  const half = await measureLoad(site, halfPaths, load, RUN_IN_SECONDS);
  const rssMiB = { api: round(peakRssMiB(site.api.pid())), worker: round(peakRssMiB(site.worker.pid())) };
  await site.worker.stop();
  await site.api.stop();
  const steps = await measureAlone(site, options);
  const microsPerReport = Object.values(steps).reduce((sum, value) => sum + value, 0);
  const cores = cpus().length;
  const bound = (cores * 1_000_000) / microsPerReport;
  const baseline = await measureBaseline(site, Math.min(15, Math.max(5, seconds / 2)), Math.min(connections, 64));
  return {
    queue: site.queue,
    reportsPerSecond: round(rate),
    steps,
    bound: { reportsPerSecond: round(bound), cores, microsPerReport: round(microsPerReport) },
    efficiency: round(rate / bound),
    efficiencyOfFreeCores: round((rate / bound) * (cores / Math.max(0.1, cores - merged.othersCores))),
    baseline: { reportsPerSecond: round(baseline) },
    speedupOverBaseline: round(rate / baseline),
    answerMs: quantiles(merged.answers),
    verdictMs: quantiles(merged.verdicts),
    halfLoad: {
      reportsPerSecond: round(half.reports / half.seconds),
      answerMs: quantiles(half.answers),
      verdictMs: quantiles(half.verdicts),
    },
    rssMiB,
    lost: merged.lost + half.lost,
    duplicated: merged.duplicated + half.duplicated,
    cpuMicros: merged.cpu,
    othersCores: round(merged.othersCores),
    seconds: round(merged.seconds),
    reports: merged.reports,
    statuses: merged.statuses,
  };
}

async function measureAlone(site: Site, { connections }: Options): Promise<QueueResult['steps']> {
  const { devices, organisationId } = site.fleet;
  const passes: string[][] = [];
  for (let pass = 0; pass < STEP_PASSES; pass += 1) passes.push(await signAhead(site, `step-${pass}`, devices.length));
  const httpPaths = await signAhead(site, 'http', 3 * devices.length);
  const http = await measureHttp(httpPaths, connections, site.folder, cpuMicrosOf);
  const steps = await runRole<Steps>('steps', {
    passes,
    databaseUrl: site.postgres.appUrl,
    redisUrl: site.redis?.url,
    postgresPid: site.postgres.pid(),
    redisPid: site.redis?.pid() ?? 0,
    organisationId,
    devices: devices.map(({ id, publicJwk, thumbprint }) => ({ id, jwk: publicJwk, thumbprint })),
    batch: Math.max(1, Math.round(connections / 3)),
  });
  const all = { ...http, ...steps };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, round(value)]),
  ) as unknown as QueueResult['steps'];
}

function merge(parts: readonly LoadMeasurement[]): LoadMeasurement {
  const reports = parts.reduce((sum, part) => sum + part.reports, 0);
  const weighted = (pick: (part: LoadMeasurement) => number) =>
    parts.reduce((sum, part) => sum + pick(part) * part.reports, 0) / reports;
  const cpu = (name: keyof LoadMeasurement['cpu']) => round(weighted((part) => part.cpu[name]));
  const statuses: Record<string, number> = {};
  for (const part of parts) {
    for (const [status, count] of Object.entries(part.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
  }
  return {
    reports,
    seconds: parts.reduce((sum, part) => sum + part.seconds, 0),
    answers: parts.flatMap((part) => part.answers),
    verdicts: parts.flatMap((part) => part.verdicts),
    statuses,
    lost: Math.max(...parts.map((part) => part.lost)),
    duplicated: Math.max(...parts.map((part) => part.duplicated)),
    cpu: {
      api: cpu('api'),
      worker: cpu('worker'),
      postgres: cpu('postgres'),
      redis: cpu('redis'),
      loadGenerator: cpu('loadGenerator'),
    },
    othersCores: weighted((part) => part.othersCores),
    isExhausted: parts.some((part) => part.isExhausted),
  };
}

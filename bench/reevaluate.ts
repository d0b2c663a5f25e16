import { setTimeout as delay } from 'node:timers/promises';
import { publishPolicy } from '../tests/support/rig/fill-fleet.ts';
import { hasRedis } from '../tests/support/rig/redis-server.ts';
import { argument } from './argument.ts';
import { playRole, runRole } from './child.ts';
import { generateLoad } from './pipeline/load-generator.ts';
import { measureLoad, quantiles, round, signAhead } from './pipeline/measure-load.ts';
import { warmUp } from './pipeline/run-queue.ts';
import { signReports } from './pipeline/sign-reports.ts';
import { openSite, type Site } from './pipeline/site.ts';
import { benchPolicies } from './pipeline/workload.ts';
import { storeReports } from './reevaluate/store-reports.ts';
import { type StreamResult, streamReports } from './reevaluate/stream-reports.ts';

/**
 * `npm run bench:reevaluate -- [--devices 100000] [--live 2000] [--json]`: from the commit of a published policy change to the
 * verdict of every device from its last report; beside it the time that reading these reports takes alone. Then once more
 * while devices report at a quarter of full load. docs/benchmarks.md
 */

const JUDGE_TIMEOUT_MS = 3_600_000;
const CONNECTIONS = 96;
const LIVE_SECONDS = 20;

/** Publishes a version that bans one more domain, and raises the epoch as publishing does. */
async function publishChange({ owner, fleet }: Site, version: number): Promise<void> {
  const [, clouds] = benchPolicies([`service${15_000 + version}.example-cloud.net`]);
  const now = new Date();
  const client = await owner.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [fleet.organisationId]);
    if (clouds) await publishPolicy(client as never, fleet.organisationId, clouds, now);
    await client.query('UPDATE organisations SET rules_epoch = rules_epoch + 1, epoch_at = $2 WHERE id = $1', [
      fleet.organisationId,
      now,
    ]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** Seconds until every device is judged under the present epoch. */
async function untilRejudged({ owner, fleet }: Site): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < JUDGE_TIMEOUT_MS) {
    const { rows } = await owner.query<{ left: boolean }>(
      `SELECT EXISTS (SELECT FROM device_state s JOIN organisations o ON o.id = s.organisation_id
                      WHERE o.id = $1 AND s.device_state = 'active' AND s.judged_epoch < o.rules_epoch) AS left`,
      [fleet.organisationId],
    );
    if (!rows[0]?.left) return (performance.now() - started) / 1_000;
    await delay(100);
  }
  throw new Error('The devices were not judged in time.');
}

async function measure(site: Site, devices: number, say: (line: string) => void) {
  say(`judged for the first time in ${(await untilRejudged(site)).toFixed(1)} s`);
  const rate = await warmUp(site, { connections: CONNECTIONS } as Parameters<typeof warmUp>[1]);
  await site.owner.query('VACUUM ANALYZE');
  await site.owner.query('CHECKPOINT');
  const stream = await runRole<StreamResult>('stream', {
    url: site.postgres.ownerUrl,
    organisationId: site.fleet.organisationId,
  });
  say(
    `${stream.reports} last reports, ${(stream.bytes / 1_048_576).toFixed(0)} MiB, read in ${stream.seconds.toFixed(1)} s`,
  );
  await publishChange(site, 1);
  const seconds = await untilRejudged(site);
  say(`judged again in ${seconds.toFixed(1)} s`);
  const load = { connections: CONNECTIONS, seconds: LIVE_SECONDS, rate: rate / 4 };
  const before = await measureLoad(site, await signAhead(site, 'before', load.rate * LIVE_SECONDS), load);
  const paths = await signAhead(site, 'during', load.rate * LIVE_SECONDS);
  await publishChange(site, 2);
  const rejudged = untilRejudged(site);
  const during = await measureLoad(site, paths, load);
  const liveSeconds = await rejudged;
  const p99Ms = { before: quantiles(before.verdicts).p99, during: quantiles(during.verdicts).p99 };
  say(
    `beside ${load.rate.toFixed(0)} reports/s in ${liveSeconds.toFixed(1)} s: their verdicts' p99 ${p99Ms.before} ms before, ${p99Ms.during} ms meanwhile`,
  );
  return {
    devices,
    seconds: round(seconds),
    streamSeconds: round(stream.seconds),
    ratio: round(seconds / stream.seconds),
    live: {
      reportsPerSecond: round(load.rate),
      seconds: round(liveSeconds),
      p99Ms,
      answerP99Ms: { before: quantiles(before.answers).p99, during: quantiles(during.answers).p99 },
      lost: during.lost,
      duplicated: during.duplicated,
    },
  };
}

async function main(): Promise<void> {
  const isJson = process.argv.includes('--json');
  const say = (line: string) => (isJson ? process.stderr : process.stdout).write(`${line}\n`);
  const devices = Number(argument('devices') ?? 100_000);
  const live = Number(argument('live') ?? 2_000);
  const site = await openSite({
    queue: hasRedis ? 'redis' : 'postgres',
    devices: live,
    prepare: ({ owner, fleet }) => storeReports(owner, fleet, devices),
  });
  try {
    const result = await measure(site, devices, say);
    say(`${result.devices} devices: ${result.seconds} s, ${result.ratio} times the time of reading`);
    if (isJson) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await site.close();
  }
}

switch (argument('role')) {
  case 'sign':
    playRole(signReports);
    break;
  case 'load':
    playRole(generateLoad);
    break;
  case 'stream':
    playRole(streamReports);
    break;
  default:
    await main();
}

import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, raiseEpoch, withOrganisation } from '@cordon/db';
import { concernOf, type PolicyDocument } from '@cordon/policy';
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
const LIVE_SECONDS = 60;

/** What a version changes: a domain more on a list of those banned, or the networks of a rule, which every device must be asked about. */
type ChangeKind = 'name' | 'network';

function cloudsAfter(kinds: readonly ChangeKind[]): PolicyDocument {
  const count = (kind: ChangeKind) => kinds.filter((each) => each === kind).length;
  const names = Array.from({ length: count('name') }, (_, index) => `service${15_000 + index}.example-cloud.net`);
  const networks = Array.from({ length: count('network') }, (_, index) => `198.18.${index}.0/24`);
  const [, clouds] = benchPolicies(names, networks);
  if (!clouds) throw new Error('There is no policy of clouds.');
  return clouds;
}

/** Publishes versions one after the other, as the API does. */
function createPublisher({ owner, fleet, env }: Site): (kind: ChangeKind) => Promise<void> {
  let kinds: ChangeKind[] = [];
  return async (kind) => {
    const before = cloudsAfter(kinds);
    kinds = [...kinds, kind];
    const after = cloudsAfter(kinds);
    const now = new Date();
    const database = openDatabase(env.DATABASE_URL ?? '');
    try {
      await publishPolicy(owner, fleet.organisationId, after, now);
      await withOrganisation(database, fleet.organisationId, (tx) =>
        raiseEpoch(tx, fleet.organisationId, now, concernOf(before, after)),
      );
    } finally {
      await database.close();
    }
  };
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
  const publish = createPublisher(site);
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
  await publish('name');
  const seconds = await untilRejudged(site);
  say(`judged again for a banned domain in ${seconds.toFixed(1)} s`);
  await publish('network');
  const everySeconds = await untilRejudged(site);
  say(`judged again for a banned network, every device, in ${everySeconds.toFixed(1)} s`);
  const load = { connections: CONNECTIONS, seconds: LIVE_SECONDS, rate: rate / 4 };
  const before = await measureLoad(site, await signAhead(site, 'before', load.rate * LIVE_SECONDS), load);
  const paths = await signAhead(site, 'during', load.rate * LIVE_SECONDS);
  await publish('name');
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
    /** A change that no outline can tell anything about: every last report is read and judged. */
    everyDevice: { seconds: round(everySeconds), ratio: round(everySeconds / stream.seconds) },
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

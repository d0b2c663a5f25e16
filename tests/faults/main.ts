import { randomInt } from 'node:crypto';
import { buildAppPrograms } from '../support/rig/app-process.ts';
import { hasRedis } from '../support/rig/redis-server.ts';
import { mountSmallDisk } from './disk-full.ts';
import { type FaultRun, runFaults } from './run-faults.ts';

/**
 * `npm run test:faults -- [--seeds 5] [--seed 42] [--reports 20000] [--queue redis|postgres] [--json]`: one run a seed, the queue
 * in turns on Redis and PostgreSQL. The same seed breaks the same things at the same numbers of reports.
 */

function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
}

const isJson = process.argv.includes('--json');
const say = (line: string) => (isJson ? process.stderr : process.stdout).write(`${line}\n`);
const reports = Number(option('reports') ?? 20_000);
const first = option('seed');
const seeds = Array.from({ length: Number(option('seeds') ?? 1) }, (_, index) =>
  first === undefined ? randomInt(2 ** 32) : (Number(first) + index) >>> 0,
);

function queueOf(index: number): 'redis' | 'postgres' {
  const asked = option('queue');
  if (asked === 'redis' || asked === 'postgres') return asked;
  return hasRedis && index % 2 === 0 ? 'redis' : 'postgres';
}

async function runSeed(
  programs: Parameters<typeof runFaults>[0]['programs'],
  index: number,
): Promise<FaultRun | string> {
  const seed = seeds[index] ?? 0;
  const queue = queueOf(index);
  say(`seed ${seed}: ${reports} reports, queue on ${queue}`);
  const rounds = Math.max(1, Math.round(reports / 10_000));
  const started = performance.now();
  try {
    const run = await runFaults({
      programs,
      seed,
      reports,
      queue,
      rounds,
      say: (line) => say(`  ${((performance.now() - started) / 1_000).toFixed(1).padStart(6)} s  ${line}`),
    });
    say(
      `  ${run.broken.length === 0 ? 'passed' : 'FAILED'} in ${run.seconds.toFixed(0)} s: answers ${JSON.stringify(run.statuses)}, ${run.messages.sent} messages, ${run.messages.repeated} repeated`,
    );
    for (const line of run.broken.slice(0, 20)) say(`  ${line}`);
    return run;
  } catch (error) {
    say(`  FAILED: ${(error as Error).message}`);
    return (error as Error).message;
  }
}

const DISK_MIB = 320;
const DISK_REPORTS = 6_000;

/** Once: the database's disk becomes full while reports come in, and has room again. */
async function runDiskFull(
  programs: Parameters<typeof runFaults>[0]['programs'],
): Promise<FaultRun | string | undefined> {
  const disk = await mountSmallDisk(DISK_MIB);
  if ('skipped' in disk) return void say(`disk full: skipped, ${disk.skipped}`);
  say('disk full');
  try {
    const options = { programs, seed: seeds[0] ?? 0, reports: DISK_REPORTS, queue: queueOf(0), disk };
    const run = await runFaults({ ...options, say: (line) => say(`  ${line}`) });
    say(
      `  ${run.broken.length === 0 ? 'passed' : 'FAILED'} in ${run.seconds.toFixed(0)} s: answers ${JSON.stringify(run.statuses)}`,
    );
    for (const line of run.broken.slice(0, 20)) say(`  ${line}`);
    return run;
  } catch (error) {
    say(`  FAILED: ${(error as Error).message}`);
    return (error as Error).message;
  } finally {
    await disk.unmount();
  }
}

const programs = await buildAppPrograms();
const runs: (FaultRun | string)[] = [];
try {
  for (let index = 0; index < seeds.length; index++) runs.push(await runSeed(programs, index));
  const full = await runDiskFull(programs);
  if (full !== undefined) runs.push(full);
} finally {
  await programs.remove();
}
const failed = runs.filter((run) => typeof run === 'string' || run.broken.length > 0);
say(`${runs.length - failed.length} of ${runs.length} runs passed; seeds ${seeds.join(', ')}`);
if (isJson) process.stdout.write(`${JSON.stringify({ seeds, runs, passed: failed.length === 0 }, null, 2)}\n`);
process.exitCode = failed.length > 0 ? 1 : 0;

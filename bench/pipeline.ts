import { argument } from './argument.ts';
import { playRole } from './child.ts';
import { serveBareHttp } from './pipeline/bare-http.ts';
import { serveBaseline, workBaseline } from './pipeline/baseline.ts';
import { generateLoad } from './pipeline/load-generator.ts';
import type { LoadMeasurement } from './pipeline/measure-load.ts';
import { round } from './pipeline/measure-load.ts';
import { measureStored } from './pipeline/measure-stored.ts';
import { type Options, readOptions } from './pipeline/options.ts';
import { finish, type QueueResult, runFull, warmUp } from './pipeline/run-queue.ts';
import { signReports } from './pipeline/sign-reports.ts';
import { openSite, type Site } from './pipeline/site.ts';
import { measureSteps } from './pipeline/steps.ts';

/**
 * `npm run bench:pipeline -- [--queue redis|postgres|both] [--seconds 60] [--devices 2000] [--connections 96]
 * [--stored 10000,100000,1000000] [--json]`: signed reports in, verdicts out, by the production bundles, beside what the
 * hardware allows and beside the straightforward design. docs/benchmarks.md
 */

const SLICES = 2;

async function measureQueues(options: Options, say: (line: string) => void): Promise<QueueResult[]> {
  const sites: Site[] = [];
  const results: QueueResult[] = [];
  try {
    for (const queue of options.queues) sites.push(await openSite({ queue, devices: options.devices }));
    const rates: number[] = [];
    for (const site of sites) rates.push(await warmUp(site, options));
    // In turns, so that what else the machine does meets both alike.
    const full: LoadMeasurement[][] = sites.map(() => []);
    for (let slice = 0; slice < SLICES; slice++) {
      for (const [index, site] of sites.entries()) {
        const run = await runFull(site, options, options.seconds / SLICES, rates[index] ?? 1_000);
        rates[index] = Math.max(rates[index] ?? 0, run.reports / run.seconds);
        full[index]?.push(run);
        say(
          `${site.queue}: ${run.reports} reports in ${run.seconds.toFixed(1)} s${run.isExhausted ? ', all that were signed' : ''}`,
        );
      }
    }
    for (const [index, site] of sites.entries()) results.push(await finish(site, options, full[index] ?? []));
    return results;
  } finally {
    for (const site of sites) await site.close();
  }
}

function describe(result: QueueResult): string {
  const { reportsPerSecond, bound, efficiency, baseline, halfLoad } = result;
  const pair = ({ p50, p99 }: { p50: number; p99: number }) => `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`;
  return [
    `queue on ${result.queue}: ${reportsPerSecond.toFixed(0)} reports/s from POST to stored verdict (${result.reports} in ${result.seconds.toFixed(0)} s)`,
    `  bound ${bound.reportsPerSecond.toFixed(0)}/s (${bound.microsPerReport.toFixed(0)} µs a report on ${bound.cores} cores): efficiency ${efficiency.toFixed(2)} (${result.efficiencyOfFreeCores.toFixed(2)} of the cores that other work left)`,
    `  steps, µs: ${Object.entries(result.steps)
      .map(([name, micros]) => `${name} ${micros.toFixed(0)}`)
      .join(', ')}`,
    `  straightforward design ${baseline.reportsPerSecond.toFixed(0)}/s: x${result.speedupOverBaseline.toFixed(1)}`,
    `  answer ${pair(result.answerMs)}; verdict ${pair(result.verdictMs)}`,
    `  at half load: answer ${pair(halfLoad.answerMs)}; verdict ${pair(halfLoad.verdictMs)}`,
    `  peak memory: API ${result.rssMiB.api.toFixed(0)} MiB, worker ${result.rssMiB.worker.toFixed(0)} MiB; lost ${result.lost}, duplicated ${result.duplicated}`,
    `  CPU in the run, µs a report: ${Object.entries(result.cpuMicros)
      .map(([name, micros]) => `${name} ${micros.toFixed(0)}`)
      .join(', ')}; other work took ${result.othersCores.toFixed(2)} cores`,
  ].join('\n');
}

async function main(): Promise<void> {
  const options = readOptions();
  const say = (line: string) => (options.isJson ? process.stderr : process.stdout).write(`${line}\n`);
  if (options.stored.length > 0) {
    const stored = await measureStored(options, say);
    if (options.isJson) process.stdout.write(`${JSON.stringify({ stored }, null, 2)}\n`);
    return;
  }
  const results = await measureQueues(options, say);
  for (const result of results) say(describe(result));
  const rateOf = (queue: string) => results.find((result) => result.queue === queue)?.reportsPerSecond ?? Number.NaN;
  const postgresOverRedis = round(rateOf('postgres') / rateOf('redis'));
  if (results.length > 1) say(`PostgreSQL as the queue: ${postgresOverRedis.toFixed(2)} of the rate on Redis`);
  // One queue: its result; both: that on Redis, which is production's, with the other one beside it.
  const [first] = results;
  const json = results.length > 1 ? { ...first, postgresOverRedis, queues: results } : first;
  if (options.isJson) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
}

switch (argument('role')) {
  case 'sign':
    playRole(signReports);
    break;
  case 'load':
    playRole(generateLoad);
    break;
  case 'bare-http':
    playRole(serveBareHttp);
    break;
  case 'steps':
    playRole(measureSteps);
    break;
  case 'baseline-api':
    playRole(serveBaseline);
    break;
  case 'baseline-worker':
    playRole(workBaseline);
    break;
  default:
    await main();
}

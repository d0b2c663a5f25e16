import { argument } from './argument.ts';
import { startFleetServer } from './overview/fleet-server.ts';
import { measureRequest, type RequestTimes } from './overview/measure.ts';
import { fleetRequests } from './overview/requests.ts';

/**
 * `npm run bench:overview [-- --json] [--devices 1000000] [--samples 200]`: a fleet of a million devices in a PostgreSQL of
 * its own, and how long the API takes to list, search, filter and count it. Each p95 is to be under 50 ms. docs/benchmarks.md
 */

const DEVICES = Number(argument('devices') ?? 1_000_000);
const SAMPLES = Number(argument('samples') ?? 200);
const LIMIT_MS = 50;
const isJson = process.argv.includes('--json');

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function toLine({ name, p50Ms, p95Ms, maxMs, items }: RequestTimes): string {
  const figures = [p50Ms, p95Ms, maxMs].map((ms) => ms.toFixed(1).padStart(8)).join('');
  return `${name.padEnd(52)}${figures}${String(items).padStart(8)}${p95Ms < LIMIT_MS ? '' : '  over'}`;
}

const server = await startFleetServer(DEVICES, say);
try {
  const requests: RequestTimes[] = [];
  say(`${'request (ms)'.padEnd(52)}${['p50', 'p95', 'max', 'items'].map((name) => name.padStart(8)).join('')}`);
  for (const request of await fleetRequests(server)) {
    const times = await measureRequest(server.app, request, SAMPLES);
    requests.push(times);
    say(toLine(times));
  }
  const slowest = requests.reduce((a, b) => (a.p95Ms > b.p95Ms ? a : b));
  const isWithin = slowest.p95Ms < LIMIT_MS;
  say(
    `${DEVICES} devices: the slowest is "${slowest.name}", p95 ${slowest.p95Ms.toFixed(1)} ms (limit ${LIMIT_MS} ms)`,
  );
  if (isJson) process.stdout.write(`${JSON.stringify({ devices: DEVICES, limitMs: LIMIT_MS, isWithin, requests })}\n`);
  process.exitCode = isWithin ? 0 : 1;
} finally {
  await server.close();
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createPasswordHasher } from '@cordon/runtime';
import pg from 'pg';
import { findFreePort } from '../packages/runtime/src/embedded/free-port.ts';
import { hasChromium, openBrowser } from '../tests/browser/open-browser.ts';
import { runApp } from '../tests/support/rig/app-process.ts';
import { argument } from './argument.ts';
import { loadFirst, timeToInteractive } from './console/first-load.ts';
import { actOnTable, type Sought } from './console/table-actions.ts';
import { openFleetDatabase } from './overview/fleet-server.ts';

/**
 * `npm run bench:console [-- --json] [--devices 100000]`: the console's build, served by the API's production bundle on a
 * loaded fleet, in Chromium: what the first page costs, and how soon the table of devices shows what was asked of it.
 * docs/benchmarks.md
 */

const DEVICES = Number(argument('devices') ?? 100_000);
const LIMITS = { scriptKb: 250, interactiveMs: 1_000, tableMs: 200 };
const OPENINGS = 15;
const isJson = process.argv.includes('--json');

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const round = (value: number) => Math.round(value * 10) / 10;

async function pickSought(ownerUrl: string): Promise<Sought> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ imei: string; serial: string }>(
    'SELECT imei[1] AS imei, serial_number AS serial FROM devices ORDER BY key_thumbprint LIMIT 6',
  );
  await client.end();
  return {
    imei: rows.slice(0, 3).map((row) => row.imei),
    serials: rows.slice(3).map((row) => row.serial.slice(2, 10)),
    words: ['redmi', 'asha rao', 'pixel 4', 'nokia', 'xi', 'singh'],
  };
}

async function measure(url: string, password: string, ownerUrl: string) {
  const browser = await openBrowser();
  try {
    const { scriptKb, context } = await loadFirst(browser, url, password);
    const openings = await timeToInteractive(browser, context, OPENINGS);
    const page = await context.newPage();
    const actions = await actOnTable(page, url, await pickSought(ownerUrl));
    return { scriptKb, openings, actions };
  } finally {
    await browser.close();
  }
}

if (!hasChromium) throw new Error('This benchmark needs /usr/bin/chromium: apt-get install chromium');
const password = randomBytes(12).toString('hex');
const fleet = await openFleetDatabase(DEVICES, say, await createPasswordHasher().hash(password));
const folder = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
const url = `http://127.0.0.1:${await findFreePort()}`;
const api = runApp(resolve('apps/api/dist/main.mjs'), {
  DATABASE_URL: fleet.appUrl,
  REDIS_URL: '',
  MAIL_DIR: join(folder, 'mail'),
  MAIL_FROM: 'cordon@example.org',
  PUBLIC_URL: url,
  PORT: new URL(url).port,
  CORDON_SECRET_KEY: Buffer.from(fleet.secretKey).toString('hex'),
  LOG_LEVEL: 'warn',
});
try {
  await api.ready();
  const { scriptKb, openings, actions } = await measure(url, password, fleet.ownerUrl);
  for (const { kind, name, ms } of actions) say(`${kind.padEnd(8)}${name.padEnd(44)}${ms.toFixed(0).padStart(6)} ms`);
  const times = actions.map(({ ms }) => ms);
  const result = {
    scriptKb: round(scriptKb),
    interactiveMs: round(percentile(openings, 0.5)),
    interactiveWorstMs: round(Math.max(...openings)),
    tableMs: { p50: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)) },
  };
  const isWithin =
    result.scriptKb <= LIMITS.scriptKb &&
    result.interactiveMs <= LIMITS.interactiveMs &&
    result.tableMs.p95 <= LIMITS.tableMs;
  say(
    `${DEVICES} devices: ${result.scriptKb} kB of script (limit ${LIMITS.scriptKb}), interactive after ${result.interactiveMs} ms ` +
      `(limit ${LIMITS.interactiveMs}; median of ${OPENINGS}, worst ${result.interactiveWorstMs}), table p50 ${result.tableMs.p50} ms, p95 ${result.tableMs.p95} ms (limit ${LIMITS.tableMs})`,
  );
  if (isJson)
    process.stdout.write(`${JSON.stringify({ devices: DEVICES, limits: LIMITS, isWithin, ...result, actions })}\n`);
  process.exitCode = isWithin ? 0 : 1;
} finally {
  await api.stop();
  await fleet.stop();
  await rm(folder, { recursive: true, force: true });
}

import { createHash } from 'node:crypto';
import { ingestReports, makeReportPartitions, withOrganisationSql } from '@cordon/db';
import { judgeDevices } from '@cordon/judge';
import { newId } from '@cordon/runtime';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestFleet, PIXEL, REDMI, type TestFleet } from '../../../../packages/judge/src/testing/test-fleet.ts';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import type { WorkerDeps } from '../deps.ts';
import { createTestWorker } from '../testing/test-worker.ts';
import { retireOldReports } from './retire-reports.ts';

const DAY_MS = 86_400_000;

let database: TestDatabase;
let fleet: TestFleet;
let worker: WorkerDeps;

beforeEach(async () => {
  database = await createTestDatabase();
  fleet = await createTestFleet({ urls: database });
  const deps = createTestWorker(fleet, { kind: 'directory', path: '/nonexistent' });
  worker = { ...deps, config: { ...deps.config, reportRetentionMs: 60 * DAY_MS } };
});
afterEach(async () => {
  await fleet.close();
  await database.drop();
});

const judge = (id: string) => judgeDevices(fleet.deps, fleet.organisationId, [id]);

async function passDays(days: number): Promise<void> {
  fleet.clock.advance(days * DAY_MS);
  await makeReportPartitions(fleet.database, fleet.clock.now());
}

const months = () =>
  fleet
    .rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname ~ '^reports_[0-9]{4}_[0-9]{2}$' ORDER BY 1`,
    )
    .then((rows) => rows.map((row) => row.name));

const kept = () =>
  fleet.rows<{ device_id: string; seq: string }>('SELECT device_id, seq FROM reports_kept ORDER BY seq');
const receipts = (id: string) =>
  fleet
    .rows<{ seq: string }>('SELECT seq FROM report_receipts WHERE device_id = $1 ORDER BY seq', [id])
    .then((rows) => rows.map((row) => Number(row.seq)));

/** Sends a payload again as it was sent at first. */
async function replay(deviceId: string, seq: number, facts: object): Promise<{ outcome: string; lastSeq: number }> {
  const payload = Buffer.from(JSON.stringify({ iss: deviceId, seq, schema: 1, device: PIXEL, ...facts }));
  const report = {
    deviceId,
    seq,
    reportId: newId(fleet.clock.now()),
    keyThumbprint: deviceId,
    collectedAt: fleet.clock.now(),
    payloadSha256: createHash('sha256').update(payload).digest(),
    protectedHeader: '',
    signature: Buffer.alloc(0),
    payload,
    encoding: 0 as const,
  };
  const [result] = await ingestReports(fleet.database, [report], fleet.clock.now());
  return { outcome: result?.outcome ?? '', lastSeq: result?.lastSeq ?? 0 };
}

describe('retention of reports', () => {
  test('drops a month when all of it is older, and keeps what is still a device’s latest', async () => {
    const [silent, talking] = [await fleet.addDevice(), await fleet.addDevice()];
    for (const id of [silent, talking]) {
      await fleet.report(id);
      await fleet.report(id);
      await judge(id);
    }
    await passDays(45);
    await fleet.report(talking);
    await judge(talking);
    expect(await retireOldReports(worker)).toEqual(['reports_2014_09']);
    await passDays(30);
    expect(await retireOldReports(worker)).toEqual(['reports_2014_10']);
    expect(await months()).not.toContain('reports_2014_10');
    expect(await kept()).toEqual([{ device_id: silent, seq: '2' }]);
    expect(await fleet.rows('SELECT count(*)::int AS count FROM reports WHERE device_id = $1', [talking])).toEqual([
      { count: 1 },
    ]);
  });

  test('judges a device again by the report that was kept', async () => {
    const id = await fleet.addDevice();
    await fleet.report(id, { device: REDMI });
    await judge(id);
    await passDays(95);
    expect(await retireOldReports(worker)).toContain('reports_2014_10');
    await fleet.publish([{ id: 'banned', vendor: { deny: ['xiaomi'] } }]);
    await judge(id);
    const [state] = await fleet.rows('SELECT verdict, judged_epoch::int FROM device_state');
    expect(state).toEqual({ verdict: 'non-compliant', judged_epoch: 2 });
  });

  test('refuses what is replayed at or below the floor, before and after the receipts are gone, and counts it against nobody', async () => {
    const id = await fleet.addDevice();
    await fleet.report(id, {});
    await fleet.report(id, {});
    await judge(id);
    await passDays(95);
    await retireOldReports(worker);
    expect(await replay(id, 1, {})).toMatchObject({ outcome: 'repeated' });
    expect(await replay(id, 2, { apps: [] })).toEqual({ outcome: 'sequence-conflict', lastSeq: 2 });
    await passDays(1);
    await retireOldReports(worker);
    expect(await receipts(id)).toEqual([]);
    expect(await replay(id, 1, {})).toEqual({ outcome: 'sequence-conflict', lastSeq: 2 });
    expect(await replay(id, 2, { apps: [] })).toEqual({ outcome: 'sequence-conflict', lastSeq: 2 });
    expect(await fleet.rows('SELECT * FROM sequence_conflicts')).toEqual([]);
    expect(await replay(id, 3, {})).toEqual({ outcome: 'stored', lastSeq: 3 });
    await judge(id);
    await passDays(1);
    await retireOldReports(worker);
    expect(await kept()).toEqual([]);
  });

  test('keeps a month with a report that was not judged, and the months after it go all the same', async () => {
    const [waiting, judged] = [await fleet.addDevice(), await fleet.addDevice()];
    await fleet.report(waiting);
    await passDays(30);
    await fleet.report(judged);
    await judge(judged);
    await passDays(120);
    const dropped = await retireOldReports(worker);
    expect(dropped).toContain('reports_2014_11');
    expect(dropped).not.toContain('reports_2014_10');
    await judge(waiting);
    expect(await retireOldReports(worker)).toEqual(['reports_2014_10']);
    expect(await kept()).toHaveLength(2);
  });

  test('what a device that was never let in has sent does not hold a month', async () => {
    const pending = await fleet.addDevice({ state: 'pending' });
    await fleet.report(pending);
    await passDays(95);
    expect(await retireOldReports(worker)).toContain('reports_2014_10');
    expect(await fleet.rows('SELECT * FROM unjudged_reports')).toEqual([]);
  });

  test('while reports are read it gives up soon, loses nothing, and the next time it succeeds', async () => {
    const id = await fleet.addDevice();
    await fleet.report(id);
    await judge(id);
    await passDays(95);
    const reader = new pg.Client(database.appUrl);
    await reader.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM reports');
    await expect(retireOldReports(worker)).rejects.toMatchObject({ code: '55P03' });
    expect(await months()).toContain('reports_2014_10');
    await reader.query('ROLLBACK');
    await reader.end();
    expect(await retireOldReports(worker)).toContain('reports_2014_10');
  }, 30_000);

  test('goes on while reports come in and are judged, and loses none of them', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => fleet.addDevice()));
    for (const id of ids) await fleet.report(id, { device: REDMI });
    for (const id of ids) await judge(id);
    await passDays(95);
    await fleet.publish([{ id: 'banned', vendor: { deny: ['xiaomi'] } }]);
    const traffic = ids.map(async (id, index) => {
      if (index % 2 === 0) await fleet.report(id, { device: REDMI });
      await judge(id);
    });
    const [dropped] = await Promise.all([retireOldReports(worker), ...traffic]);
    expect(dropped).toContain('reports_2014_10');
    expect(
      await fleet.rows(`SELECT verdict, judged_epoch::int, count(*)::int FROM device_state GROUP BY 1, 2`),
    ).toEqual([{ verdict: 'non-compliant', judged_epoch: 2, count: 12 }]);
    expect(await fleet.rows('SELECT * FROM unjudged_reports')).toEqual([]);
  });

  test('does not wait for a device that has nothing to give, whoever holds it', async () => {
    const [talking, silent] = [await fleet.addDevice(), await fleet.addDevice()];
    await fleet.report(silent);
    await judge(silent);
    await passDays(95);
    await fleet.report(talking);
    await judge(talking);
    const holder = new pg.Client(database.ownerUrl);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM device_state WHERE device_id = $1 FOR UPDATE', [talking]);
    expect(await retireOldReports(worker)).toContain('reports_2014_10');
    expect(await kept()).toEqual([{ device_id: silent, seq: '1' }]);
    await holder.end();
  });

  test('told to stop, it drops nothing and leaves all to the next time', async () => {
    const id = await fleet.addDevice();
    await fleet.report(id);
    await judge(id);
    await passDays(95);
    expect(await retireOldReports(worker, AbortSignal.abort())).toEqual([]);
    expect(await kept()).toEqual([]);
    expect(await retireOldReports(worker)).toContain('reports_2014_10');
  });

  test('destinations not seen for so long go, and their counts with them', async () => {
    const id = await fleet.addDevice();
    await fleet.report(id, {
      connections: [
        { host: 'old.example', ip: '192.0.2.1' },
        { host: 'a.example', ip: '192.0.2.2' },
      ],
    });
    await judge(id);
    await passDays(50);
    await fleet.report(id, { connections: [{ host: 'a.example', ip: '192.0.2.3' }] });
    await judge(id);
    await passDays(20);
    await retireOldReports(worker);
    const hosts = await fleet.rows(
      `SELECT f.host, d.address::text, d.is_counted FROM device_destinations d JOIN fleet_destinations f ON f.id = d.destination_id ORDER BY 1, 2`,
    );
    expect(hosts).toEqual(
      [
        { host: 'a.example', address: '192.0.2.2', is_counted: true },
        { host: 'a.example', address: '192.0.2.3', is_counted: false },
      ].map((row) => ({ ...row, address: `${row.address}/32` })),
    );
    expect(await fleet.rows('SELECT host FROM fleet_destinations')).toEqual([{ host: 'a.example' }]);
  });

  test('the application can drop nothing by itself', async () => {
    const drop = withOrganisationSql(fleet.database, fleet.organisationId, (tx) =>
      tx.query('DROP TABLE reports_2014_10'),
    );
    await expect(drop).rejects.toThrow(/must be owner/);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { judgeDevices } from './judge-devices.ts';
import { createTestFleet, REDMI, type TestFleet } from './testing/test-fleet.ts';

const VENDOR = { id: 'banned-vendor', vendor: { deny: ['xiaomi'] }, severity: 'critical' };
const EGRESS = { id: 'data-abroad', egress: { data: ['imei'], deny: { countries: ['CN'] } }, severity: 'high' };
const LEAK = { host: 'api.account.xiaomi.com', ip: '42.62.94.2', port: 443, data: ['imei' as const] };

let template: TestDatabase;
const open: TestFleet[] = [];

beforeAll(async () => {
  template = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(open.map((fleet) => fleet.close()));
  await template.drop();
});

async function makeFleet(start?: string): Promise<TestFleet> {
  const fleet = await createTestFleet({ urls: template, start });
  open.push(fleet);
  return fleet;
}

const judge = (fleet: TestFleet, deviceId: string) => judgeDevices(fleet.deps, fleet.organisationId, [deviceId]);

async function history(fleet: TestFleet, deviceId: string) {
  const rows = await fleet.rows<{ verdict: string; valid_from: Date; valid_to: Date | null; cause: string }>(
    'SELECT verdict, valid_from, valid_to, cause FROM verdict_history WHERE device_id = $1 ORDER BY recorded_at, valid_from, id',
    [deviceId],
  );
  return rows.map((r) => [r.verdict, r.cause, r.valid_from.toISOString(), r.valid_to?.toISOString() ?? null]);
}

async function stateOf(fleet: TestFleet, deviceId: string) {
  const [row] = await fleet.rows<Record<string, unknown>>('SELECT * FROM device_state WHERE device_id = $1', [
    deviceId,
  ]);
  return row ?? {};
}

const findingsOf = (fleet: TestFleet, deviceId: string) =>
  fleet.rows<Record<string, unknown>>('SELECT * FROM findings WHERE device_id = $1 ORDER BY rule_id', [deviceId]);

describe('judging a report', () => {
  test('opens findings with their evidence, and resolves them by the report that no longer shows them', async () => {
    const fleet = await makeFleet();
    await fleet.publish([VENDOR, EGRESS]);
    const device = await fleet.addDevice();
    await fleet.report(device, { device: REDMI, connections: [LEAK] });
    expect(await judge(fleet, device)).toMatchObject({ judged: 1, changed: 1 });
    const [vendor, egress] = await findingsOf(fleet, device);
    expect(vendor).toMatchObject({ rule_id: 'banned-vendor', subject: 'xiaomi', status: 'open', severity: 'critical' });
    expect(egress).toMatchObject({ rule_id: 'data-abroad', status: 'open' });
    expect(JSON.stringify(egress?.evidence)).toContain('42.62.94.2');
    expect(await stateOf(fleet, device)).toMatchObject({ verdict: 'non-compliant', device_state: 'active' });

    fleet.clock.advance(3_600_000);
    await fleet.report(device, { device: REDMI });
    await judge(fleet, device);
    expect((await findingsOf(fleet, device))[1]).toMatchObject({ status: 'open' });

    fleet.clock.advance(3_600_000);
    await fleet.report(device, { device: REDMI, connections: [] });
    await judge(fleet, device);
    const [ban, leak] = await findingsOf(fleet, device);
    expect(ban).toMatchObject({ id: vendor?.id, status: 'open' });
    expect(leak).toMatchObject({ id: egress?.id, status: 'resolved', resolved_reason: 'not-seen' });
    const events = await fleet.rows(
      'SELECT kind FROM finding_history WHERE device_id = $1 ORDER BY recorded_at, kind',
      [device],
    );
    expect(events.map((event) => event.kind)).toEqual(['opened', 'opened', 'resolved']);
  });

  test('leaves nothing unjudged, and judging again does nothing', async () => {
    const fleet = await makeFleet();
    await fleet.publish([VENDOR]);
    const device = await fleet.addDevice();
    for (let count = 0; count < 25; count++) await fleet.report(device, { device: REDMI });
    expect(await judge(fleet, device)).toMatchObject({ changed: 1 });
    expect(await fleet.rows('SELECT 1 FROM unjudged_reports WHERE device_id = $1', [device])).toEqual([]);
    expect((await stateOf(fleet, device)).last_seq).toBe('25');
    const before = await history(fleet, device);
    expect(await judge(fleet, device)).toEqual({ judged: 0, changed: 0, receivedAt: [] });
    expect(await history(fleet, device)).toEqual(before);
  });

  test('writes what the device says of itself, with its vendor by the catalogue', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice();
    await fleet.report(device, { device: REDMI });
    await judge(fleet, device);
    const [row] = await fleet.rows('SELECT * FROM devices WHERE id = $1', [device]);
    expect(row).toMatchObject({ model: 'HM 1SW', vendor: 'xiaomi', os_build: 'JHBMIBF30.0' });
    expect(row?.search_text).toContain('hm 1sw');
  });

  test('a report that cannot be read is passed over, and the next one is judged', async () => {
    const fleet = await makeFleet();
    await fleet.publish([VENDOR]);
    const [broken, other] = [await fleet.addDevice(), await fleet.addDevice()];
    await fleet.report(broken, {}, { rawPayload: Buffer.from('{"device":') });
    await fleet.report(other, { device: REDMI });
    expect(await judgeDevices(fleet.deps, fleet.organisationId, [broken, other])).toMatchObject({ judged: 2 });
    expect(await stateOf(fleet, other)).toMatchObject({ verdict: 'non-compliant' });
    expect(await stateOf(fleet, broken)).toMatchObject({ verdict: 'unknown', last_seq: '1', last_report_id: null });
    await fleet.report(broken, { device: REDMI });
    await judge(fleet, broken);
    expect(await stateOf(fleet, broken)).toMatchObject({ verdict: 'non-compliant', last_seq: '2' });
  });

  test('reports of a pending device are kept and judged once it is active', async () => {
    const fleet = await makeFleet();
    await fleet.publish([VENDOR]);
    const device = await fleet.addDevice({ state: 'pending' });
    await fleet.report(device, { device: REDMI });
    expect(await judge(fleet, device)).toMatchObject({ judged: 0 });
    await fleet.rows(`UPDATE device_state SET device_state = 'active' WHERE device_id = $1`, [device]);
    expect(await judge(fleet, device)).toMatchObject({ judged: 1 });
    expect(await stateOf(fleet, device)).toMatchObject({ verdict: 'non-compliant' });
  });

  test('two batches at once judge a report once', async () => {
    const fleet = await makeFleet();
    await fleet.publish([VENDOR]);
    const devices = await Promise.all([fleet.addDevice(), fleet.addDevice(), fleet.addDevice()]);
    for (const device of devices) await fleet.report(device, { device: REDMI });
    const results = await Promise.all([
      judgeDevices(fleet.deps, fleet.organisationId, devices),
      judgeDevices(fleet.deps, fleet.organisationId, devices.toReversed()),
    ]);
    expect(results.reduce((sum, result) => sum + result.judged, 0)).toBe(3);
    expect(
      await fleet.rows('SELECT 1 FROM finding_history WHERE organisation_id = $1', [fleet.organisationId]),
    ).toHaveLength(3);
  });
});

describe('history', () => {
  test('has the verdict of every instant: enrolment, reports, newer rules', async () => {
    const fleet = await makeFleet('2014-10-22T06:00:00Z');
    await fleet.publish([{ id: 'lock', posture: { require: ['screenLock'] } }]);
    const device = await fleet.addDevice();
    fleet.clock.set('2014-10-22T07:00:00Z');
    await fleet.report(
      device,
      { device: REDMI, posture: { screenLock: true } },
      { collectedAt: new Date('2014-10-22T06:30:00Z') },
    );
    await judge(fleet, device);
    fleet.clock.set('2014-10-22T08:00:00Z');
    await fleet.publish([VENDOR]);
    fleet.clock.set('2014-10-22T08:00:03Z');
    await judge(fleet, device);
    expect(await history(fleet, device)).toEqual([
      ['unknown', 'enrolment', '2014-10-22T06:00:00.000Z', '2014-10-22T06:30:00.000Z'],
      ['compliant', 'report', '2014-10-22T06:30:00.000Z', '2014-10-22T08:00:00.000Z'],
      ['non-compliant', 'rules', '2014-10-22T08:00:00.000Z', null],
    ]);
    const [finding] = await findingsOf(fleet, device);
    expect(finding?.first_seen).toEqual(new Date('2014-10-22T08:00:00Z'));
  });

  test('the end of a grace has its exact instant, whenever a worker comes to it', async () => {
    const fleet = await makeFleet('2014-10-22T06:00:00Z');
    await fleet.publish([
      { ...VENDOR, grace: 'PT1H' },
      { id: 'silent', freshness: { maxAge: 'P1D' } },
    ]);
    const device = await fleet.addDevice();
    await fleet.report(device, { device: REDMI });
    await judge(fleet, device);
    expect(await stateOf(fleet, device)).toMatchObject({
      verdict: 'in-grace',
      next_change_at: new Date('2014-10-22T07:00:00Z'),
    });
    fleet.clock.set('2014-10-22T09:30:00Z');
    expect(await judge(fleet, device)).toMatchObject({ judged: 1, changed: 1 });
    expect((await history(fleet, device)).slice(-2)).toEqual([
      ['in-grace', 'report', '2014-10-22T06:00:00.000Z', '2014-10-22T07:00:00.000Z'],
      ['non-compliant', 'time', '2014-10-22T07:00:00.000Z', null],
    ]);
  });

  test('a device that falls silent is stale from the instant its time was up', async () => {
    const fleet = await makeFleet('2014-10-22T06:00:00Z');
    await fleet.publish([{ id: 'silent', freshness: { maxAge: 'PT2H' } }]);
    const device = await fleet.addDevice();
    await fleet.report(device);
    await judge(fleet, device);
    fleet.clock.set('2014-10-22T12:00:00Z');
    await fleet.report(device);
    await judge(fleet, device);
    expect((await history(fleet, device)).slice(-3)).toEqual([
      ['compliant', 'report', '2014-10-22T06:00:00.000Z', expect.any(String)],
      ['stale', 'time', expect.any(String), '2014-10-22T12:00:00.000Z'],
      ['compliant', 'report', '2014-10-22T12:00:00.000Z', null],
    ]);
  });

  test('a late report adds to the history alone: no finding, no new verdict', async () => {
    const fleet = await makeFleet('2014-10-22T06:00:00Z');
    await fleet.publish([VENDOR, { id: 'lock', posture: { require: ['screenLock'] } }]);
    const device = await fleet.addDevice();
    const posture = { screenLock: true };
    const at = (time: string) => ({ collectedAt: new Date(`2014-10-22T${time}:00Z`) });
    fleet.clock.set('2014-10-22T10:00:00Z');
    await fleet.report(device, { posture }, { seq: 1, ...at('07:00') });
    await fleet.report(device, { posture }, { seq: 3, ...at('09:00') });
    await judge(fleet, device);
    const before = await history(fleet, device);
    await fleet.report(device, { posture: { screenLock: false } }, { seq: 2, ...at('08:00') });
    await judge(fleet, device);
    expect(await stateOf(fleet, device)).toMatchObject({ verdict: 'compliant', last_seq: '3' });
    expect(await findingsOf(fleet, device)).toEqual([]);
    expect(await history(fleet, device)).toEqual([
      ...before,
      ['non-compliant', 'late-report', '2014-10-22T08:00:00.000Z', '2014-10-22T09:00:00.000Z'],
    ]);
    expect(await fleet.rows('SELECT 1 FROM unjudged_reports WHERE device_id = $1', [device])).toEqual([]);
  });

  test('newer rules that change nothing write no history, only the epoch', async () => {
    const fleet = await makeFleet();
    await fleet.publish([VENDOR]);
    const device = await fleet.addDevice();
    await fleet.report(device);
    await judge(fleet, device);
    const before = await history(fleet, device);
    fleet.clock.advance(1_000);
    await fleet.publish([VENDOR, EGRESS].slice(0, 1));
    expect(await judge(fleet, device)).toMatchObject({ judged: 1, changed: 0 });
    expect(await history(fleet, device)).toEqual(before);
    const state = await stateOf(fleet, device);
    expect(state).toMatchObject({ judged_epoch: '3', citations: { epoch: 3 } });
  });

  test('a report that came before newer rules is judged by those of its time, and by the newer ones from their instant on', async () => {
    const fleet = await makeFleet('2014-10-22T06:00:00Z');
    await fleet.publish([{ id: 'lock', posture: { require: ['screenLock'] } }]);
    const device = await fleet.addDevice();
    fleet.clock.set('2014-10-22T07:00:00Z');
    await fleet.report(device, { device: REDMI, posture: { screenLock: true } });
    fleet.clock.set('2014-10-22T08:00:00Z');
    await fleet.publish([VENDOR]);
    fleet.clock.set('2014-10-22T09:00:00Z');
    await judge(fleet, device);
    expect(await history(fleet, device)).toEqual([
      ['unknown', 'enrolment', '2014-10-22T06:00:00.000Z', '2014-10-22T07:00:00.000Z'],
      ['compliant', 'report', '2014-10-22T07:00:00.000Z', '2014-10-22T08:00:00.000Z'],
      ['non-compliant', 'rules', '2014-10-22T08:00:00.000Z', null],
    ]);
    const citations = await fleet.rows<{ version: number }>(
      `SELECT (citations->'policies'->0->>'version')::int AS version FROM verdict_history WHERE device_id = $1 ORDER BY valid_from`,
      [device],
    );
    expect(citations.map((row) => row.version)).toEqual([1, 1, 2]);
  });
});

test('a newer version that changes nothing of a finding writes nothing of it', async () => {
  const fleet = await makeFleet();
  await fleet.publish([VENDOR]);
  const device = await fleet.addDevice();
  await fleet.report(device, { device: REDMI, apps: [], connections: [] });
  await judge(fleet, device);
  const rowOf = () => fleet.rows('SELECT xmin::text, policy_version FROM findings WHERE device_id = $1', [device]);
  const before = await rowOf();
  expect(before).toMatchObject([{ policy_version: 1 }]);
  fleet.clock.advance(60_000);
  await fleet.publish([VENDOR, { id: 'silent', freshness: { maxAge: 'P7D' } }]);
  await judge(fleet, device);
  expect(await stateOf(fleet, device)).toMatchObject({ judged_epoch: '3' });
  expect(await rowOf()).toEqual(before);
});

import { addThroughput, foldFleetCounts, keepVerdictDays, throughputItem } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  runAsOwner,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let squadronId: string;
let other: TestOrganisation;

const EVIDENCE = {
  reportId: '01900000-0000-7000-8000-000000000001',
  pointer: '/connections/0',
  observedAt: Date.UTC(2014, 9, 21),
  observed: { host: 'api.account.xiaomi.com' },
  expected: { deny: { countries: ['CN'] } },
  matched: [],
  place: { country: 'CN' },
};

const EGRESS = { ruleId: 'data-abroad', ruleType: 'egress', evidence: [EVIDENCE] };

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
  squadronId = await createUnitByApi(owner, 'squadron', host.organisation.rootUnitId);
  const redmi = await enrolDevice(host, { unitId: squadronId });
  await enrolDevice(host);
  await enrolDevice(host, { requireApproval: true });
  await insertFinding(host, redmi.id, { ...EGRESS, subject: 'xiaomi.com:imei' });
  await insertFinding(host, redmi.id, { ...EGRESS, subject: 'xiaomi.com:contacts' });
  await foldFleetCounts(host.database, host.clock.now());
});
afterAll(() => host.close());

describe('the overview', () => {
  test('counts active devices by verdict, and devices that wait', async () => {
    const { body } = await owner.get('/v1/overview');
    expect(body).toMatchObject({
      countedAt: '2014-10-22T00:00:00.000Z',
      devices: { active: 2, pending: 1, retired: 0 },
      verdicts: { unknown: 2, 'non-compliant': 0, compliant: 0 },
      attention: { pendingDevices: 1, neverReported: 2, noticesNotAcknowledged: 0, silentDevices: 0 },
    });
  });

  test('counts findings by rule, and devices by the country that their data went to', async () => {
    const { body } = await owner.get('/v1/overview');
    expect(body.findings).toMatchObject({ open: 2, inGrace: 0, devices: 1 });
    expect(body.findings.byRule).toMatchObject([
      { ruleId: 'data-abroad', ruleType: 'egress', findings: 2, devices: 1 },
    ]);
    expect(body.findings.byVendor).toMatchObject([{ findings: 2, devices: 1 }]);
    expect(body.findings.byCountry).toEqual([
      { country: 'CN', devices: 1, findings: 2, categories: ['contacts', 'imei'] },
    ]);
  });

  test('numbers of findings by rule, vendor and country are as long as the lists that they lead to', async () => {
    const { findings } = (await owner.get('/v1/overview')).body;
    const lengthOf = async (query: string) =>
      (await owner.get(`/v1/findings?status=failing&${query}`)).body.items.length;
    const [rule, country] = [findings.byRule[0], findings.byCountry[0]];
    expect(await lengthOf(`policy=${rule.policyName}&ruleId=${rule.ruleId}`)).toBe(rule.findings);
    expect(await lengthOf(`country=${country.country}`)).toBe(country.findings);
    expect(await lengthOf('country=IN')).toBe(0);
    for (const { vendor, findings: some } of findings.byVendor) {
      if (vendor !== null) expect(await lengthOf(`vendor=${vendor}`)).toBe(some);
    }
  });

  test('a caller counts within the own units alone', async () => {
    const commander = await createCaller(host, 'commander', { unitId: squadronId });
    const { body } = await commander.get('/v1/overview');
    expect(body.devices).toEqual({ active: 1, pending: 0, retired: 0 });
    expect(body.units).toMatchObject([{ unit: { id: squadronId, name: 'squadron' }, devices: 1 }]);
    expect(body.attention.tokensEndingSoon).toBeNull();
  });

  test('a token narrowed to devices learns nothing of findings and notices', async () => {
    const narrow = await createCaller(host, 'owner', { scopes: ['devices:read'] });
    const { body } = await narrow.get('/v1/overview');
    expect(body.findings).toBeNull();
    expect(body.attention.noticesNotAcknowledged).toBeNull();
    expect(body.units[0].unit.name).toBeNull();
  });

  test('another organisation counts nothing of it', async () => {
    const stranger = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
    const { body } = await stranger.get('/v1/overview');
    expect(body.devices).toEqual({ active: 0, pending: 0, retired: 0 });
    expect(body.findings).toMatchObject({ open: 0, byRule: [], byCountry: [] });
  });

  test('tells the instant that findings are counted up to, and then counts on', async () => {
    const [before, device] = [host.clock.now(), await enrolDevice(host)];
    await insertFinding(host, device.id, { ruleId: 'silent', ruleType: 'freshness', severity: 'low' });
    host.clock.advance(3_000);
    const waiting = (await owner.get('/v1/overview')).body;
    expect([waiting.countedAt, waiting.findings.open, waiting.devices.active]).toEqual([before.toISOString(), 2, 3]);
    await foldFleetCounts(host.database, host.clock.now());
    const { body } = await owner.get('/v1/overview');
    expect([body.countedAt, body.findings.open]).toEqual([host.clock.now().toISOString(), 3]);
    expect(body.findings.byRule).toMatchObject([{ ruleId: 'data-abroad' }, { ruleId: 'silent', severity: 'low' }]);
  });

  test('findings of a retired device leave the numbers', async () => {
    const device = await enrolDevice(host, { unitId: squadronId });
    await insertFinding(host, device.id, { ...EGRESS, subject: 'example.cn:sms' });
    const countries = async () => {
      await foldFleetCounts(host.database, host.clock.now());
      return (await owner.get('/v1/overview')).body.findings.byCountry;
    };
    expect(await countries()).toMatchObject([
      { country: 'CN', devices: 2, findings: 3, categories: ['contacts', 'imei', 'sms'] },
    ]);
    await owner.send('POST', `/v1/devices/${device.id}/retire`, { reason: 'lost' });
    expect(await countries()).toMatchObject([
      { country: 'CN', devices: 1, findings: 2, categories: ['contacts', 'imei'] },
    ]);
  });

  test('devices that never reported, units and tokens that end soon lead to lists as long as their numbers', async () => {
    await enrolDevice(host, { unitId: await createUnitByApi(owner, 'flight', squadronId) });
    const { attention, units } = (await owner.get('/v1/overview')).body;
    const lengthOf = async (path: string) => (await owner.get(`/v1/${path}`)).body.items.length;
    expect(await lengthOf('devices?reported=never&state=active')).toBe(attention.neverReported);
    expect(await lengthOf('enrolment-tokens?endsWithinDays=7')).toBe(attention.tokensEndingSoon);
    expect(units).toHaveLength(3);
    for (const { unit, devices } of units)
      expect([unit.name, await lengthOf(`devices?unitId=${unit.id}&subUnits=without&state=active`)]).toEqual([
        unit.name,
        devices,
      ]);
    const withSubUnits = await lengthOf(`devices?unitId=${squadronId}&state=active`);
    expect(withSubUnits).toBe(1 + (await lengthOf(`devices?unitId=${squadronId}&subUnits=without&state=active`)));
  });
});

describe('what needs attention', () => {
  test('silent devices are those with an open freshness finding, non-compliant ones as well, as many as the list says', async () => {
    const [silent, failing] = [await enrolDevice(host), await enrolDevice(host, { unitId: squadronId })];
    const before = (await owner.get('/v1/overview')).body.attention.silentDevices;
    await insertFinding(host, silent.id, { ruleId: 'weekly', ruleType: 'freshness' });
    await insertFinding(host, failing.id, { ruleId: 'weekly', ruleType: 'freshness' });
    await insertFinding(host, failing.id, { ruleId: 'monthly', ruleType: 'freshness' });
    await insertFinding(host, failing.id, { ruleId: 'daily', ruleType: 'freshness', status: 'resolved' });
    await runAsOwner(host, "UPDATE device_state SET verdict = 'non-compliant' WHERE device_id = $1", [failing.id]);
    const { attention } = (await owner.get('/v1/overview')).body;
    expect(attention.silentDevices).toBe(before + 2);
    const list = await owner.get('/v1/findings/count?ruleType=freshness&status=open');
    expect(list.body.devices).toBe(attention.silentDevices);
    const commander = await createCaller(host, 'commander', { unitId: squadronId });
    expect((await commander.get('/v1/overview')).body.attention.silentDevices).toBe(1);
    const narrow = await createCaller(host, 'owner', { scopes: ['devices:read'] });
    expect((await narrow.get('/v1/overview')).body.attention.silentDevices).toBeNull();
  });

  test('API tokens that end soon are counted as well, and their list is as long', async () => {
    const make = (days: number) =>
      owner.send('POST', '/v1/api-tokens', {
        name: `ends in ${days}`,
        role: 'auditor',
        unitId: host.organisation.rootUnitId,
        expiresAt: new Date(host.clock.now().getTime() + days * 86_400_000).toISOString(),
      });
    const before = (await owner.get('/v1/overview')).body.attention.apiTokensEndingSoon;
    const revoked = await make(2);
    await owner.send('DELETE', `/v1/api-tokens/${revoked.body.id}`);
    for (const days of [3, 7, 8]) await make(days);
    expect((await owner.get('/v1/overview')).body.attention.apiTokensEndingSoon).toBe(before + 2);
    const list = await owner.get('/v1/api-tokens?endsWithinDays=7&limit=200');
    expect(list.body.items).toHaveLength(before + 2);
    const commander = await createCaller(host, 'commander');
    expect((await commander.get('/v1/overview')).body.attention.apiTokensEndingSoon).toBeNull();
  });

  test('units come by the share of their devices that comply, the worst first, not by how many fail', async () => {
    const units: string[] = [];
    for (const [key, verdicts] of [
      ['large', ['non-compliant', 'non-compliant', 'compliant', 'compliant', 'compliant']],
      ['small', ['non-compliant']],
      ['good', ['compliant']],
    ] as const) {
      const unitId = await createUnitByApi(owner, key, host.organisation.rootUnitId);
      units.push(unitId);
      for (const verdict of verdicts) {
        const { id } = await enrolDevice(host, { unitId });
        await runAsOwner(host, 'UPDATE device_state SET verdict = $2 WHERE device_id = $1', [id, verdict]);
      }
    }
    const rows: { unit: { id: string }; devices: number }[] = (await owner.get('/v1/overview')).body.units;
    const [large, small, good] = units;
    const order = rows.map(({ unit }) => unit.id).filter((id) => units.includes(id));
    expect(order).toEqual([small, large, good]);
    expect(rows.find(({ unit }) => unit.id === large)?.devices).toBe(5);
  });
});

describe('the fleet over time', () => {
  const verdicts = async (caller: TestCaller) => (await caller.get('/v1/overview/verdicts?days=3')).body.days;

  test('each day keeps the verdicts that stood at its end, of all units and of the own ones', async () => {
    const commander = await createCaller(host, 'commander', { unitId: squadronId });
    await foldFleetCounts(host.database, host.clock.now());
    await keepVerdictDays(host.database, host.clock.now());
    const [before] = await verdicts(owner);
    const [own] = await verdicts(commander);
    host.clock.advance(86_400_000);
    await enrolDevice(host, { unitId: squadronId });
    const after = await verdicts(owner);
    expect(after.map(({ day }: { day: string }) => day)).toEqual(['2014-10-22', '2014-10-23']);
    expect(after[0]).toEqual(before);
    expect(after[1].verdicts.unknown).toBe(before.verdicts.unknown + 1);
    expect((await verdicts(commander)).map(({ verdicts: { unknown } }: typeof own) => unknown)).toEqual([
      own.verdicts.unknown,
      own.verdicts.unknown + 1,
    ]);
  });

  test('throughput counts the reports of each minute, and tells how long they took to within a fifth', async () => {
    const now = host.clock.now().getTime();
    const receivedAt = new Date(now - 120_000);
    const reports = [100, 100, 100, 1_000].map((ms) => throughputItem(receivedAt, new Date(receivedAt.getTime() + ms)));
    const counted = new Map(
      [...new Set(reports)].map((item) => [item, reports.filter((each) => each === item).length]),
    );
    await addThroughput(host.database, host.organisationId, counted);
    await foldFleetCounts(host.database, host.clock.now());
    const { body } = await owner.get('/v1/overview/throughput');
    expect(body.reports).toBe(4);
    const [minute] = body.minutes.filter(({ reports: some }: { reports: number }) => some > 0);
    expect(Date.parse(minute.at)).toBeLessThanOrEqual(receivedAt.getTime());
    expect([minute.reports, minute.p50Ms >= 100, minute.p50Ms <= 119]).toEqual([4, true, true]);
    expect([minute.p95Ms >= 1_000, minute.p95Ms <= 1_190]).toEqual([true, true]);
    const commander = await createCaller(host, 'commander', { unitId: squadronId });
    expect((await commander.get('/v1/overview/throughput')).status).toBe(403);
  });
});

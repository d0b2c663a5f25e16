import { withOrganisation } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  insertNotice,
  type TestCaller,
} from '../../testing/test-callers.ts';
import { sendReport, signReport } from '../../testing/test-device.ts';

let host: TestApp;
let owner: TestCaller;
let root: string;
let other: TestOrganisation;

const SAMSUNG = { manufacturer: 'samsung', brand: 'samsung', model: 'SM-G900H', product: 'k3g' };

beforeAll(async () => {
  host = await createTestApp();
  root = host.organisation.rootUnitId;
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
});
afterAll(() => host.close());

const ids = async (caller: TestCaller, query: string): Promise<string[]> => {
  const { body } = await caller.get(`/v1/devices?${query}`);
  return body.items.map((device: { id: string }) => device.id);
};
const rowOf = (id: string) =>
  withOrganisation(host.database, host.organisationId, async (tx) => ({
    device: await tx.device.findUniqueOrThrow({ where: { id } }),
    state: await tx.deviceState.findUniqueOrThrow({ where: { deviceId: id } }),
    identifiers: await tx.deviceIdentifier.count({ where: { deviceId: id } }),
  }));

describe('devices', () => {
  test('lists filter by what is known of a device, search finds parts of names and numbers, pages join', async () => {
    const unitId = await createUnitByApi(owner, 'depot', root);
    const personId = await createPersonByApi(owner, { unitId, name: 'Holder Hundredpercent' });
    const redmi = await enrolDevice(host, {
      unitId,
      personId,
      facts: { serialNumber: 'SN_1%', imei: ['867451020000007'] },
    });
    host.clock.advance(1);
    const galaxy = await enrolDevice(host, { unitId, facts: SAMSUNG });
    await owner.send('PATCH', `/v1/devices/${galaxy.id}`, { tags: ['spare'], groups: ['ring-1'], ownership: 'issued' });
    const below = `unitId=${unitId}`;
    expect(await ids(owner, below)).toEqual([redmi.id, galaxy.id]);
    const queries = [
      'vendor=xiaomi',
      `personId=${personId}`,
      'serialNumber=SN_1%25',
      'imei=867451020000007',
      'model=hm%201sw',
    ];
    for (const query of queries) expect([query, await ids(owner, `${below}&${query}`)]).toEqual([query, [redmi.id]]);
    for (const query of ['tag=spare', 'group=ring-1', 'ownership=issued', 'q=g900'])
      expect([query, await ids(owner, `${below}&${query}`)]).toEqual([query, [galaxy.id]]);
    for (const query of ['q=hundredperc', 'q=n_1%25', 'q=000007', 'q=HM%201', 'q=xiaomi&verdict=unknown', 'q=1s'])
      expect([query, await ids(owner, `${below}&${query}`)]).toEqual([query, [redmi.id]]);
    for (const query of ['q=x_1%25', 'verdict=compliant', 'state=retired', 'q=xiaomi&ownership=issued', 'q=rm'])
      expect([query, await ids(owner, `${below}&${query}`)]).toEqual([query, []]);
    for (const filter of [below, `${below}&q=s`]) {
      const first = await owner.get(`/v1/devices?${filter}&limit=1`);
      expect(first.body.items).toHaveLength(1);
      expect(await ids(owner, `${filter}&limit=1&cursor=${first.body.nextCursor}`)).toEqual([galaxy.id]);
    }
  });

  test('a device is judged before it is shown, and says why in a sentence', async () => {
    const source =
      'apiVersion: cordon/v1\nkind: Policy\nmetadata: { name: makes }\nspec: { rules: [{ id: banned, vendor: { deny: [xiaomi] } }] }';
    await owner.send('PUT', '/v1/policies/makes', { format: 'yaml', source });
    const device = await enrolDevice(host);
    expect((await owner.get(`/v1/devices/${device.id}`)).body).toMatchObject({
      verdict: 'unknown',
      unit: { id: root },
    });
    host.clock.advance(1_000);
    await sendReport(host, await signReport(host, device, 1));
    await owner.send('POST', '/v1/policies/makes/publish', {});
    const shown = await owner.get(`/v1/devices/${device.id}`);
    expect(shown.body).toMatchObject({ verdict: 'non-compliant', openFindings: 1, lastSeq: 1 });
    expect(shown.body.reasons).toMatchObject([
      { code: 'finding', sentence: 'Rule "banned" of policy "makes" fails for xiaomi.' },
    ]);
    const reports = await owner.get(`/v1/devices/${device.id}/reports`);
    expect(reports.body.items).toMatchObject([{ seq: 1, isReduced: false }]);
    const report = await owner.get(`/v1/devices/${device.id}/reports/${reports.body.items[0].id}`);
    expect(report.body.payload).toMatchObject({ iss: device.id, seq: 1, device: { model: 'HM 1SW' } });
    const history = await owner.get(`/v1/devices/${device.id}/verdicts`);
    expect(history.body.items[0]).toMatchObject({ verdict: 'non-compliant', validTo: null });
    const newest = await owner.get(`/v1/devices/${device.id}/verdicts?limit=1`);
    const older = await owner.get(`/v1/devices/${device.id}/verdicts?cursor=${newest.body.nextCursor}`);
    expect([...newest.body.items, ...older.body.items]).toEqual(history.body.items);
    expect((await owner.get(`/v1/devices/${device.id}/verdicts?cursor=zzz`)).status).toBe(422);
    const findings = await owner.get(`/v1/devices/${device.id}/findings?status=open`);
    expect(findings.body.items).toMatchObject([{ ruleId: 'banned', subject: 'xiaomi' }]);
    await owner.send('POST', '/v1/policies/makes/withdraw');
  });

  test('a new unit, ownership or group dates the scope and has the device judged again; a tag does not', async () => {
    const unitId = await createUnitByApi(owner, 'garage', root);
    const device = await enrolDevice(host);
    await host.deps.judge(host.organisationId, [device.id]);
    host.clock.advance(1_000);
    await owner.send('PATCH', `/v1/devices/${device.id}`, { tags: ['b', 'a', 'b'] });
    expect(await rowOf(device.id)).toMatchObject({
      device: { tags: ['a', 'b'], scopeChangedAt: null },
      state: { nextChangeAt: null },
    });
    host.jobs.length = 0;
    await owner.send('PATCH', `/v1/devices/${device.id}`, { unitId });
    const now = host.clock.now();
    expect(await rowOf(device.id)).toMatchObject({
      device: { unitId, scopeChangedAt: now },
      state: { unitId, nextChangeAt: now },
    });
    const data = { organisationId: host.organisationId, deviceIds: [device.id] };
    expect(host.jobs).toEqual([{ queue: 'evaluate', name: 'evaluate', data }]);
  });

  test('a pending device is approved once', async () => {
    const device = await enrolDevice(host, { requireApproval: true });
    expect((await owner.get(`/v1/devices/${device.id}`)).body.state).toBe('pending');
    const approved = await owner.send('POST', `/v1/devices/${device.id}/approve`);
    expect(approved.body).toMatchObject({ state: 'active', approvedAt: host.clock.now().toISOString() });
    expect((await owner.send('POST', `/v1/devices/${device.id}/approve`)).status).toBe(409);
    expect((await rowOf(device.id)).state.deviceState).toBe('active');
  });

  test('a retired device frees its identifiers, ends what is open on it, and reports no more', async () => {
    const personId = await createPersonByApi(owner, { unitId: root, name: 'Leaver' });
    const facts = { serialNumber: 'RET-1', imei: ['867451020000777'] };
    const device = await enrolDevice(host, { personId, facts });
    const findingId = await insertFinding(host, device.id);
    const { advisoryId } = await insertNotice(host, { personId, deviceId: device.id, findingId });
    const retired = await owner.send('POST', `/v1/devices/${device.id}/retire`, { reason: 'lost' });
    expect(retired.body).toMatchObject({ state: 'retired', retiredReason: 'lost', openFindings: 0 });
    expect(await rowOf(device.id)).toMatchObject({
      state: { deviceState: 'retired', nextChangeAt: null },
      identifiers: 0,
    });
    expect((await owner.get(`/v1/findings/${findingId}`)).body).toMatchObject({
      status: 'resolved',
      resolvedReason: 'out-of-scope',
    });
    expect((await owner.get(`/v1/advisories/${advisoryId}`)).body.state).toBe('resolved');
    const refused = await sendReport(host, await signReport(host, device, 1));
    expect(refused.json().type).toBe('urn:cordon:problem:device-retired');
    await enrolDevice(host, { facts });
    expect((await owner.send('POST', `/v1/devices/${device.id}/retire`, { reason: 'x' })).status).toBe(409);
    expect((await owner.send('PATCH', `/v1/devices/${device.id}`, { tags: [] })).status).toBe(409);
  });

  test('a confirmed identity resolves the conflict and nothing else, and is judged again', async () => {
    const device = await enrolDevice(host);
    const conflict = await insertFinding(host, device.id, {
      policyName: 'cordon',
      ruleId: 'identity-conflict',
      ruleType: 'identity',
      subject: 'model',
    });
    const vendor = await insertFinding(host, device.id);
    const url = `/v1/devices/${device.id}/confirm-identity`;
    expect((await owner.send('POST', url, {})).status).toBe(422);
    expect((await owner.send('POST', url, { reason: 'seen by me' })).status).toBe(200);
    expect((await owner.get(`/v1/findings/${conflict}`)).body).toMatchObject({ resolvedReason: 'confirmed' });
    expect((await owner.get(`/v1/findings/${vendor}`)).body.status).toBe('open');
    expect((await rowOf(device.id)).state.nextChangeAt).toEqual(host.clock.now());
    expect((await owner.send('POST', url, { reason: 'again' })).status).toBe(409);
  });

  test('within a unit, devices outside it and of other organisations answer as unknown ones', async () => {
    const unitId = await createUnitByApi(owner, 'outpost', root);
    const admin = await createCaller(host, 'administrator', { unitId });
    const mine = await enrolDevice(host, { unitId });
    const outside = await enrolDevice(host);
    const foreign = await enrolDevice(host, { organisationId: other.id, unitId: other.rootUnitId });
    const unknownId = '01900000-0000-7000-8000-000000000000';
    const ask = (id: string): Promise<string[]> => {
      const base = `/v1/devices/${id}`;
      const gets = ['', '/reports', `/reports/${unknownId}`, '/verdicts', '/findings'].map((path) =>
        admin.get(base + path),
      );
      const changes = [
        admin.send('PATCH', base, { tags: ['x'] }),
        admin.send('POST', `${base}/approve`),
        admin.send('POST', `${base}/retire`, { reason: 'x' }),
        admin.send('POST', `${base}/confirm-identity`, { reason: 'x' }),
      ];
      return Promise.all(
        [...gets, ...changes].map(async (answer) => `${(await answer).status} ${(await answer).text}`),
      );
    };
    const unknown = await ask(unknownId);
    expect(unknown.every((answer) => answer.startsWith('404'))).toBe(true);
    expect(await ask(outside.id)).toEqual(unknown);
    expect(await ask(foreign.id)).toEqual(unknown);
    expect(await ids(admin, 'limit=200')).toEqual([mine.id]);
    expect(await ids(admin, 'q=xiaomi')).toEqual([mine.id]);
    const stolen = await admin.send('PATCH', `/v1/devices/${mine.id}`, { unitId: other.rootUnitId });
    expect(stolen.body.errors).toEqual([{ pointer: '/unitId', detail: 'There is no such unit.' }]);
    const commander = await createCaller(host, 'commander', { unitId });
    expect((await commander.get(`/v1/devices/${mine.id}/reports`)).status).toBe(403);
  });

  test('a token for devices alone is not told who holds them', async () => {
    const personId = await createPersonByApi(owner, { unitId: root, name: 'Private Person' });
    const device = await enrolDevice(host, { personId });
    const narrow = await createCaller(host, 'owner', { scopes: ['devices:read'] });
    const shown = await narrow.get(`/v1/devices/${device.id}`);
    expect(shown.body.person).toEqual({ id: personId, name: null });
    expect((await narrow.get('/v1/devices?limit=200')).text).not.toContain('Private Person');
  });
});

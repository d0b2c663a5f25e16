import { withOrganisation } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import { createCaller, createUnitByApi, enrolDevice, type TestCaller } from '../../testing/test-callers.ts';
import { sendReport, signReport } from '../../testing/test-device.ts';

let host: TestApp;
let owner: TestCaller;
let other: TestOrganisation;

const POLICY = `apiVersion: cordon/v1
kind: Policy
metadata: { name: makes }
spec: { rules: [{ id: banned, vendor: { deny: [xiaomi] }, grace: P1D }] }`;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
  await owner.send('PUT', '/v1/policies/makes', { format: 'yaml', source: POLICY });
  await owner.send('POST', '/v1/policies/makes/publish', {});
});
afterAll(() => host.close());

const DAY_MS = 86_400_000;
const unknownId = '01900000-0000-7000-8000-000000000000';

describe('verdicts', () => {
  test('grace allows until the second it ends; the reading then judges first', async () => {
    const device = await enrolDevice(host, { facts: { serialNumber: 'V-1', imei: ['867451020000111'] } });
    await sendReport(host, await signReport(host, device, 1));
    const within = await owner.get(`/v1/verdicts?deviceId=${device.id}`);
    const due = new Date(host.clock.now().getTime() + DAY_MS).toISOString();
    expect(within.body).toEqual({
      deviceId: device.id,
      verdict: 'in-grace',
      decision: 'allow',
      reasons: [{ code: 'finding', policyName: 'makes', ruleId: 'banned', subject: 'xiaomi' }],
      judgedAt: host.clock.now().toISOString(),
      validUntil: due,
      policyVersions: [{ name: 'makes', version: 1 }],
    });
    for (const key of ['serialNumber=V-1', 'imei=867451020000111'])
      expect((await owner.get(`/v1/verdicts?${key}`)).body).toEqual(within.body);
    host.clock.advance(DAY_MS);
    const lookup = await owner.send('POST', '/v1/verdicts/lookup', { items: [{ serialNumber: 'V-1' }] });
    expect(lookup.body.items).toMatchObject([{ verdict: 'non-compliant', decision: 'deny', validUntil: null }]);
    expect((await owner.get(`/v1/verdicts?deviceId=${device.id}`)).body).toMatchObject({ verdict: 'non-compliant' });
  });

  test('an unchanged answer is 304 for whoever has it', async () => {
    const device = await enrolDevice(host);
    const url = `/v1/verdicts?deviceId=${device.id}`;
    const first = await owner.get(url);
    const ask = (tag: string) => host.app.inject({ url, headers: { ...owner.operator.headers, 'if-none-match': tag } });
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect(await ask(etag)).toMatchObject({ statusCode: 304, body: '' });
    expect((await ask(`W/${etag}, "x"`)).statusCode).toBe(304);
    expect((await ask('"x"')).statusCode).toBe(200);
    await sendReport(host, await signReport(host, device, 1));
    await host.deps.judge(host.organisationId, [device.id]);
    expect((await ask(etag)).statusCode).toBe(200);
  });

  test('a lookup answers in the order asked; what is not there, not active or not named once is denied or refused', async () => {
    const pending = await enrolDevice(host, { requireApproval: true });
    const retired = await enrolDevice(host, { facts: { serialNumber: 'V-2' } });
    await owner.send('POST', `/v1/devices/${retired.id}/retire`, { reason: 'lost' });
    await withOrganisation(host.database, host.organisationId, (tx) =>
      tx.deviceState.update({ where: { deviceId: retired.id }, data: { verdict: 'compliant' } }),
    );
    const items = [
      { imei: '000000000000000' },
      { deviceId: retired.id },
      { deviceId: pending.id },
      { serialNumber: 'V-2' },
    ];
    const answer = await owner.send('POST', '/v1/verdicts/lookup', { items });
    const unknown = { deviceId: null, verdict: null, decision: 'deny', reasons: [{ code: 'device-unknown' }] };
    expect(answer.body.items).toMatchObject([
      unknown,
      { deviceId: retired.id, decision: 'deny', reasons: [{ code: 'device-retired' }] },
      { deviceId: pending.id, decision: 'deny', reasons: [{ code: 'device-pending' }] },
      unknown,
    ]);
    for (const query of ['', `deviceId=${pending.id}&serialNumber=V-2`, 'imei=12', 'model=x'])
      expect((await owner.get(`/v1/verdicts?${query}`)).status).toBe(422);
    const many = Array.from({ length: 501 }, () => ({ deviceId: unknownId }));
    expect((await owner.send('POST', '/v1/verdicts/lookup', { items: many })).status).toBe(422);
    expect((await owner.send('POST', '/v1/verdicts/lookup', { items: many.slice(1) })).body.items).toHaveLength(500);
  });

  test('the organisation decides what a verdict comes to', async () => {
    const device = await enrolDevice(host);
    await sendReport(host, await signReport(host, device, 1));
    const decide = (decision: string) =>
      withOrganisation(host.database, host.organisationId, async (tx) => {
        const { decisionTable } = await tx.organisation.findFirstOrThrow();
        await tx.organisation.updateMany({
          data: { decisionTable: { ...(decisionTable as object), 'in-grace': decision } },
        });
      });
    await decide('deny');
    expect((await owner.get(`/v1/verdicts?deviceId=${device.id}`)).body).toMatchObject({
      verdict: 'in-grace',
      decision: 'deny',
    });
    await decide('allow');
  });

  test('devices outside the caller’s units or organisation are as unknown', async () => {
    const unitId = await createUnitByApi(owner, 'gate', host.organisation.rootUnitId);
    const guard = await createCaller(host, 'commander', { unitId });
    const facts = { serialNumber: 'V-3' };
    const outside = await enrolDevice(host, { facts });
    const foreign = await enrolDevice(host, {
      organisationId: other.id,
      unitId: other.rootUnitId,
      facts: { serialNumber: 'V-4' },
    });
    const unknown = await guard.get(`/v1/verdicts?deviceId=${unknownId}`);
    expect(unknown.status).toBe(404);
    const queries = [`deviceId=${outside.id}`, `deviceId=${foreign.id}`, 'serialNumber=V-3', 'serialNumber=V-4'];
    for (const query of queries) expect((await guard.get(`/v1/verdicts?${query}`)).text).toBe(unknown.text);
    const items = [
      { deviceId: outside.id },
      { deviceId: foreign.id },
      { serialNumber: 'V-3' },
      { serialNumber: 'V-4' },
    ];
    const { body } = await guard.send('POST', '/v1/verdicts/lookup', { items });
    expect(body.items.map((item: { verdict: unknown }) => item.verdict)).toEqual([null, null, null, null]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  insertNotice,
  runAsOwner,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let other: TestOrganisation;
let unitId: string;
let personId: string;
let deviceId: string;
let findingId: string;
let advisoryId: string;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
  unitId = await createUnitByApi(owner, 'wing', host.organisation.rootUnitId);
  personId = await createPersonByApi(owner, { unitId, name: 'Told Person' });
  deviceId = (await enrolDevice(host, { unitId, personId })).id;
  findingId = await insertFinding(host, deviceId);
  const notice = await insertNotice(host, { personId, unitId, deviceId, findingId });
  advisoryId = notice.advisoryId;
  await host.app.inject({ method: 'POST', url: `/p/${notice.token}/acknowledge` });
});
afterAll(() => host.close());

describe('advisories and deliveries', () => {
  test('an advisory shows its findings, what was sent to whom, and who acknowledged it', async () => {
    const { body } = await owner.get(`/v1/advisories/${advisoryId}`);
    const person = { id: personId, name: 'Told Person' };
    expect(body).toMatchObject({
      kind: 'notice',
      state: 'open',
      person,
      findings: 1,
      members: [{ findingId, deviceId, ruleId: 'banned-vendor', resolvedAt: null }],
      deliveries: [{ reason: 'notice-opened', state: 'queued', recipient: { kind: 'person', ...person } }],
      acknowledgedBy: [{ person, via: 'link', at: host.clock.now().toISOString() }],
    });
    const delivery = await owner.get(`/v1/deliveries/${body.deliveries[0].id}`);
    expect(delivery.body).toEqual(body.deliveries[0]);
  });

  test('lists filter by person, device, unit, state and acknowledgement', async () => {
    const count = async (url: string) => (await owner.get(url)).body.items.length;
    const queries = [
      `personId=${personId}`,
      `deviceId=${deviceId}`,
      `unitId=${unitId}`,
      'state=open',
      'acknowledged=true',
    ];
    for (const query of queries) expect([query, await count(`/v1/advisories?${query}`)]).toEqual([query, 1]);
    for (const query of ['state=resolved', 'acknowledged=false', 'severity=low', 'kind=circular'])
      expect([query, await count(`/v1/advisories?${query}`)]).toEqual([query, 0]);
    expect(await count(`/v1/deliveries?advisoryId=${advisoryId}&state=queued`)).toBe(1);
    expect(await count(`/v1/deliveries?personId=${personId}&state=sent`)).toBe(0);
  });

  test('an advisory whose ground was taken away is marked for review, and lists narrow to those', async () => {
    const ids = async (query: string) =>
      (await owner.get(`/v1/advisories?${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect([await ids('needsReview=true'), await ids('needsReview=false')]).toEqual([[], [advisoryId]]);
    await runAsOwner(host, 'UPDATE advisories SET needs_review = true WHERE id = $1', [advisoryId]);
    expect([await ids('needsReview=true'), await ids('needsReview=false')]).toEqual([[advisoryId], []]);
  });

  test('roles that may not read deliveries see the advisory without them', async () => {
    const commander = await createCaller(host, 'commander', { unitId });
    expect((await commander.get(`/v1/advisories/${advisoryId}`)).body).toMatchObject({ findings: 1, deliveries: [] });
    expect((await commander.get('/v1/deliveries')).status).toBe(403);
  });

  test('what is outside the caller’s units or organisation answers as unknown', async () => {
    const elsewhere = await createUnitByApi(owner, 'elsewhere', host.organisation.rootUnitId);
    const officer = await createCaller(host, 'security-officer', { unitId: elsewhere });
    const stranger = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
    const [{ id: deliveryId }] = (await owner.get('/v1/deliveries')).body.items;
    for (const caller of [officer, stranger]) {
      for (const [list, id] of [
        ['advisories', advisoryId],
        ['deliveries', deliveryId],
      ]) {
        const unknown = await caller.get(`/v1/${list}/01900000-0000-7000-8000-000000000000`);
        expect(unknown.status).toBe(404);
        expect((await caller.get(`/v1/${list}/${id}`)).text).toBe(unknown.text);
        expect((await caller.get(`/v1/${list}`)).body.items).toEqual([]);
      }
    }
  });
});

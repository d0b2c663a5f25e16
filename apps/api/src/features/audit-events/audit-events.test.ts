import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent, Page } from '@cordon/contract';
import { appendAuditEvent, loadOrganisationKeys, sealAuditEvents, withOrganisation, writeCheckpoint } from '@cordon/db';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestOperator, type TestOperator } from '../../testing/test-operators.ts';
import { createTestUnit } from '../../testing/test-units.ts';

let testApp: TestApp;
let auditor: TestOperator;
let wingId: string;
let squadronId: string;
let otherId: string;
const actorId = crypto.randomUUID();

beforeAll(async () => {
  testApp = await createTestApp();
  const { rootUnitId } = testApp.organisation;
  auditor = await createTestOperator(testApp, 'auditor', rootUnitId);
  wingId = await createTestUnit(testApp, testApp.organisationId, 'wing', [rootUnitId]);
  squadronId = await createTestUnit(testApp, testApp.organisationId, 'squadron', [rootUnitId, wingId]);
  otherId = await createTestUnit(testApp, testApp.organisationId, 'other', [rootUnitId]);
  for (const unitId of [wingId, squadronId, otherId]) {
    await append('device.enrolled', unitId);
    testApp.clock.advance(60_000);
    await append('device.retired', unitId);
    testApp.clock.advance(60_000);
  }
});
afterAll(() => testApp?.close());

function append(action: string, unitId: string, organisationId = testApp.organisationId): Promise<void> {
  return withOrganisation(testApp.database, organisationId, (tx) =>
    appendAuditEvent(tx, organisationId, {
      at: testApp.clock.now(),
      actor: { kind: 'user', id: actorId },
      action,
      target: { kind: 'device', id: unitId },
      unitId,
      details: { after: { unitId } },
    }),
  );
}

async function list(query: string, by = auditor): Promise<Page<AuditEvent>> {
  const response = await testApp.app.inject({ url: `/v1/audit-events?${query}`, headers: by.headers });
  expect(response.statusCode).toBe(200);
  return response.json();
}

async function summary(query: string, by = auditor): Promise<string[]> {
  const names = new Map([wingId, squadronId, otherId].map((id, index) => [id, ['wing', 'squadron', 'other'][index]]));
  return (await list(query, by)).items.map((item) => `${item.action} ${names.get(item.unitId ?? '') ?? 'root'}`);
}

test('events come newest first and are filtered by action, actor, target, unit and time', async () => {
  expect(await summary('action=device.retired')).toEqual([
    'device.retired other',
    'device.retired squadron',
    'device.retired wing',
  ]);
  expect(await summary(`action=device&unitId=${wingId}`)).toHaveLength(4);
  expect(await summary(`actorKind=user&actorId=${actorId}`)).toHaveLength(6);
  expect(await summary(`targetKind=device&targetId=${squadronId}`)).toEqual([
    'device.retired squadron',
    'device.enrolled squadron',
  ]);
  const from = '2014-10-22T00:01:00Z';
  const to = '2014-10-22T00:03:00Z';
  expect(await summary(`action=device&from=${from}&to=${to}`)).toEqual([
    'device.enrolled squadron',
    'device.retired wing',
  ]);
});

test('pages follow each other without a gap or a repetition', async () => {
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await list(`action=device&limit=4${cursor}`);
    seen.push(...page.items.map((item) => item.id));
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
  } while (cursor !== '');
  expect([seen.length, new Set(seen).size]).toEqual([6, 6]);
  const response = await testApp.app.inject({ url: '/v1/audit-events?cursor=nonsense', headers: auditor.headers });
  expect(response.json()).toMatchObject({ status: 422, errors: [{ pointer: '/cursor' }] });
});

test('an auditor of a unit sees the events of it and of what is below it alone', async () => {
  const narrow = await createTestOperator(testApp, 'auditor', wingId);
  expect((await summary('', narrow)).every((line) => /wing|squadron/.test(line))).toBe(true);
  expect(await summary(`unitId=${otherId}`, narrow)).toEqual([]);
  const [outside] = (await list(`targetId=${otherId}`)).items;
  const response = await testApp.app.inject({ url: `/v1/audit-events/${outside?.id}`, headers: narrow.headers });
  expect(response.statusCode).toBe(404);
});

test('another organisation’s event is answered as one that does not exist', async () => {
  const other = await testApp.addOrganisation('Army');
  await append('device.retired', other.rootUnitId, other.id);
  const foreigner = await createTestOperator({ ...testApp, organisationId: other.id }, 'auditor', other.rootUnitId);
  const [event] = (await list('action=device', foreigner)).items;
  const show = (id: string | undefined, by: TestOperator) =>
    testApp.app.inject({ url: `/v1/audit-events/${id}`, headers: by.headers });
  expect((await show(event?.id, foreigner)).json()).toMatchObject({ details: { after: { unitId: other.rootUnitId } } });
  expect((await show(event?.id, auditor)).json()).toEqual((await show(crypto.randomUUID(), auditor)).json());
});

test('a search finds a part of the action, of the target or of the details, and nothing outside the units', async () => {
  expect(await summary('q=RETIR&action=device')).toHaveLength(3);
  expect(await summary(`q=${squadronId.slice(4, 20)}`)).toEqual([
    'device.retired squadron',
    'device.enrolled squadron',
  ]);
  const narrow = await createTestOperator(testApp, 'auditor', squadronId);
  expect(await summary(`q=${otherId}`, narrow)).toEqual([]);
});

test('the chain is told as sealed and signed, checked as intact, and as not intact once an event was altered', async () => {
  const { database, deps, organisationId, clock } = testApp;
  const folder = await mkdtemp(join(tmpdir(), 'cordon-chain-'));
  const ask = async (method: 'GET' | 'POST', url: string) =>
    (await testApp.app.inject({ method, url, headers: auditor.headers })).json();
  const keys = await loadOrganisationKeys(database, organisationId, deps.secretBox);
  await sealAuditEvents(database, organisationId, keys.auditKey);
  const number = await writeCheckpoint(database, organisationId, keys.signing, folder, clock.now());
  const chain = await ask('GET', '/v1/audit-chain');
  expect(chain).toEqual({ sealed: number, unsealed: 0, checkpoint: { number, at: clock.now().toISOString() } });
  expect(await ask('POST', '/v1/audit-chain/verify')).toMatchObject({
    isIntact: true,
    verifiedCheckpoint: number,
    faults: [],
  });
  const client = new pg.Client(testApp.ownerUrl);
  await client.connect();
  await client.query("UPDATE audit_events SET action = 'device.renamed' WHERE number = 2");
  await client.end();
  expect(await ask('POST', '/v1/audit-chain/verify')).toMatchObject({
    isIntact: false,
    faults: [{ kind: 'altered', number: 2 }],
  });
  await rm(folder, { recursive: true });
});

test('the chain is for auditors of the whole organisation alone', async () => {
  const narrow = await createTestOperator(testApp, 'auditor', wingId);
  const { statusCode } = await testApp.app.inject({ url: '/v1/audit-chain', headers: narrow.headers });
  expect(statusCode).toBe(403);
});

import type { Organisation } from '@cordon/contract';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestOperator, type TestOperator } from '../../testing/test-operators.ts';
import { createTestUnit } from '../../testing/test-units.ts';

let testApp: TestApp;
let owner: TestOperator;

beforeAll(async () => {
  testApp = await createTestApp();
  owner = await createTestOperator(testApp, 'owner', testApp.organisation.rootUnitId);
});
afterAll(() => testApp?.close());

function patch(payload: object, by = owner) {
  return testApp.app.inject({ method: 'PATCH', url: '/v1/organisation', headers: by.headers, payload });
}

async function show(): Promise<Organisation> {
  return (await testApp.app.inject({ url: '/v1/organisation', headers: owner.headers })).json();
}

test('an organisation decides for itself which verdicts let a device connect', async () => {
  const { decisionTable, rulesEpoch } = await show();
  const changed = { ...decisionTable, stale: 'allow' as const };
  expect((await patch({ decisionTable: changed })).json()).toMatchObject({ decisionTable: changed, rulesEpoch });
});

test('another collection rule raises the epoch; the same one, or another name, does not', async () => {
  const { rulesEpoch } = await show();
  const collection = { personal: { apps: 'none' } };
  expect((await patch({ settings: { collection } })).json()).toMatchObject({
    rulesEpoch: rulesEpoch + 1,
    settings: { collection },
  });
  await patch({ name: 'Renamed', settings: { collection } });
  expect(await show()).toMatchObject({
    name: 'Renamed',
    rulesEpoch: rulesEpoch + 1,
    settings: { defaultLocale: 'en', collection },
  });
});

test('its parallel changes do not undo each other', async () => {
  await Promise.all([
    patch({ settings: { defaultLocale: 'hi' } }),
    patch({ settings: { collection: {} } }),
    patch({ name: 'Both' }),
  ]);
  expect(await show()).toMatchObject({ name: 'Both', settings: { defaultLocale: 'hi', collection: {} } });
});

test.each([
  [{ nickname: 'x' }],
  [{ settings: { colour: 'blue' } }],
  [{ decisionTable: { compliant: 'allow' } }],
  [{ name: 'two\nlines' }],
  [{ settings: { collection: { issued: { contacts: 'none' } } } }],
])('what is not known or not complete is refused: %j', async (payload) => {
  expect((await patch(payload)).statusCode).toBe(422);
});

test('it is the owner’s to change, and to be read by those whose grant covers all of it', async () => {
  const wingId = await createTestUnit(testApp, testApp.organisationId, 'wing', [testApp.organisation.rootUnitId]);
  const ownerOfWing = await createTestOperator(testApp, 'owner', wingId);
  const administrator = await createTestOperator(testApp, 'administrator', testApp.organisation.rootUnitId);
  expect((await patch({ name: 'Mine' }, ownerOfWing)).statusCode).toBe(403);
  expect((await patch({ name: 'Mine' }, administrator)).statusCode).toBe(403);
  const read = await testApp.app.inject({ url: '/v1/organisation', headers: ownerOfWing.headers });
  expect(read.statusCode).toBe(403);
});

test.each([
  ['/v1/organisation', 405],
  ['/v1/organisations', 404],
])('no route makes an organisation: POST %s is %d', async (url, status) => {
  const response = await testApp.app.inject({ method: 'POST', url, headers: owner.headers, payload: { name: 'New' } });
  expect(response.statusCode).toBe(status);
});

test('a change is an audit event with what changed, before and after', async () => {
  await patch({ name: 'Before' });
  await patch({ name: 'After' });
  const response = await testApp.app.inject({
    url: '/v1/audit-events?action=organisation.changed',
    headers: owner.headers,
  });
  expect(response.json<{ items: unknown[] }>().items[0]).toMatchObject({
    actor: { kind: 'api-token', id: owner.apiTokenId },
    details: { before: { name: 'Before' }, after: { name: 'After' } },
  });
});

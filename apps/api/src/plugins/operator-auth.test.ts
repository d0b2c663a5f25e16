import { AppError } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { createTestOperator } from '../testing/test-operators.ts';
import { createTestUnit } from '../testing/test-units.ts';
import { createTestBrowser, createTestUser } from '../testing/test-users.ts';
import { type Operator, registerOperatorAuth } from './operator-auth.ts';

let testApp: TestApp;
let rootUnitId: string;
let wingId: string;
let squadronId: string;
let otherId: string;

beforeAll(async () => {
  testApp = await createTestApp({
    config: { publicUrl: 'http://127.0.0.1:8080', alsoKnownAs: ['http://localhost:8080'] },
  });
  rootUnitId = testApp.organisation.rootUnitId;
  wingId = await createTestUnit(testApp, testApp.organisationId, 'wing', [rootUnitId]);
  squadronId = await createTestUnit(testApp, testApp.organisationId, 'squadron', [rootUnitId, wingId]);
  otherId = await createTestUnit(testApp, testApp.organisationId, 'other', [rootUnitId]);
});
afterAll(() => testApp?.close());

/** An application whose one route hands out the caller. */
async function operatorOf(headers: Record<string, string>): Promise<Operator> {
  const app = Fastify();
  registerOperatorAuth(app, testApp.deps);
  let operator: Operator | undefined;
  app.get('/v1/x', { config: { permission: 'signed-in' } }, async (request) => {
    operator = request.operator;
    return {};
  });
  await app.inject({ url: '/v1/x', headers });
  await app.close();
  if (!operator) throw new AppError('unauthenticated', 'not let in');
  return operator;
}

describe('a route below /v1', () => {
  test.each(['/v1', '/v1/x', '/v1/x/:id'])('that names no permission stops the start: %s', (url) => {
    const app = Fastify();
    registerOperatorAuth(app, testApp.deps);
    expect(() => app.get(url, async () => ({}))).toThrow('names no permission');
  });
});

describe('the scope of a caller', () => {
  test('is the unit of the grant with its sub-units, and everything for a grant on the root', async () => {
    const narrow = await operatorOf((await createTestOperator(testApp, 'helpdesk', wingId)).headers);
    expect([...(narrow.unitScope('devices:read') ?? [])].sort()).toEqual([wingId, squadronId].sort());
    expect(narrow.unitScope('users:write')).toEqual([]);
    expect([narrow.canOn('devices:read', squadronId), narrow.canOn('devices:read', otherId)]).toEqual([true, false]);
    expect([narrow.can('devices:read'), narrow.canEverywhere('devices:read')]).toEqual([true, false]);
    const wide = await operatorOf((await createTestOperator(testApp, 'helpdesk', rootUnitId)).headers);
    expect([wide.unitScope('devices:read'), wide.canEverywhere('devices:read')]).toEqual([undefined, true]);
  });

  test('is counted for each permission on its own, over all of a user’s grants', async () => {
    const user = await createTestUser(testApp, 'several', [
      { role: 'commander', unitId: rootUnitId },
      { role: 'administrator', unitId: squadronId },
      { role: 'helpdesk', unitId: otherId },
    ]);
    const browser = createTestBrowser(testApp);
    await browser.signIn(user.email);
    const operator = await operatorOf({ cookie: `cordon-session=${browser.cookies.get('cordon-session')}` });
    expect(operator.unitScope('devices:read')).toBeUndefined();
    expect([...(operator.unitScope('devices:write') ?? [])].sort()).toEqual([squadronId, otherId].sort());
    expect(operator.unitScope('users:write')).toEqual([squadronId]);
    expect(operator.can('organisation:write')).toBe(false);
  });

  test('includes a unit that was made below it later', async () => {
    const { headers } = await createTestOperator(testApp, 'helpdesk', wingId);
    const newId = await createTestUnit(testApp, testApp.organisationId, 'new', [rootUnitId, wingId]);
    expect((await operatorOf(headers)).unitScope('devices:read')).toContain(newId);
  });
});

test('under http the cookie goes without Secure and the __Host- prefix, which browsers would refuse', async () => {
  const user = await createTestUser(testApp, 'plain', []);
  const response = await createTestBrowser(testApp).signIn(user.email);
  const cookie = response.cookies.find((candidate) => candidate.name === 'cordon-session');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  expect(cookie).not.toHaveProperty('secure');
});

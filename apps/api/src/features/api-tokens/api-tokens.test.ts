import type { CreatedApiToken, Permission, Role } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestOperator, type TestOperator } from '../../testing/test-operators.ts';
import { createTestUnit } from '../../testing/test-units.ts';
import { createTestBrowser, createTestUser, sha256, type TestBrowser } from '../../testing/test-users.ts';

const DAY = 86_400_000;

let testApp: TestApp;
let database: pg.Client;
let rootUnitId: string;
let wingId: string;
let otherId: string;
let admin: TestOperator;

beforeAll(async () => {
  testApp = await createTestApp();
  database = new pg.Client({ connectionString: testApp.ownerUrl });
  await database.connect();
  rootUnitId = testApp.organisation.rootUnitId;
  wingId = await createTestUnit(testApp, testApp.organisationId, 'wing', [rootUnitId]);
  otherId = await createTestUnit(testApp, testApp.organisationId, 'other', [rootUnitId]);
  admin = await createTestOperator(testApp, 'administrator', rootUnitId);
});
afterAll(async () => {
  await database?.end();
  await testApp?.close();
});

function inDays(days: number): string {
  return new Date(testApp.clock.now().getTime() + days * DAY).toISOString();
}

function make(by: TestOperator, role: Role, unitId: string, scopes: Permission[] = [], expiresAt = inDays(30)) {
  const payload = { name: 'check', role, unitId, scopes, expiresAt };
  return testApp.app.inject({ method: 'POST', url: '/v1/api-tokens', headers: by.headers, payload });
}

function use(token: string, url = '/v1/users') {
  return testApp.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
}

describe('an API token', () => {
  test('is shown once and stored hashed', async () => {
    const response = await make(admin, 'auditor', wingId);
    expect(response.statusCode).toBe(201);
    const made = response.json<CreatedApiToken>();
    expect(made.token).toMatch(/^cot_[A-Za-z0-9_-]{43}$/);
    const { rows } = await database.query('SELECT * FROM api_tokens WHERE token_hash = $1', [sha256(made.token)]);
    expect(rows).toHaveLength(1);
    const stored = await database.query(
      'SELECT to_jsonb(t) FROM api_tokens t UNION ALL SELECT to_jsonb(e) FROM audit_events e',
    );
    expect(JSON.stringify(stored.rows)).not.toContain(made.token);
    const list = await testApp.app.inject({ url: '/v1/api-tokens', headers: admin.headers });
    expect(list.body).toContain(made.id);
    expect(list.body).not.toContain(made.token);
  });

  test('notes its use, at most once a minute', async () => {
    const { id, token } = (await make(admin, 'auditor', wingId)).json<CreatedApiToken>();
    const lastUsedAt = async () =>
      (await database.query('SELECT last_used_at FROM api_tokens WHERE id = $1', [id])).rows[0].last_used_at;
    await use(token);
    const first = await lastUsedAt();
    testApp.clock.advance(59_000);
    await use(token);
    expect(await lastUsedAt()).toEqual(first);
    testApp.clock.advance(1_000);
    await use(token);
    expect(await lastUsedAt()).toEqual(testApp.clock.now());
  });

  test('works until it expires, and no longer than 400 days', async () => {
    for (const days of [401, 0, -1]) {
      const refused = await make(admin, 'auditor', wingId, [], inDays(days));
      expect(refused.json()).toMatchObject({ status: 422, errors: [{ pointer: '/expiresAt' }] });
    }
    const { token } = (await make(admin, 'auditor', wingId, [], inDays(1))).json<CreatedApiToken>();
    expect((await use(token)).statusCode).toBe(200);
    testApp.clock.advance(DAY);
    expect((await use(token)).statusCode).toBe(401);
  });

  test('stops at once when it is revoked', async () => {
    const { id, token } = (await make(admin, 'auditor', wingId)).json<CreatedApiToken>();
    const revoke = () => testApp.app.inject({ method: 'DELETE', url: `/v1/api-tokens/${id}`, headers: admin.headers });
    expect((await revoke()).statusCode).toBe(204);
    expect((await use(token)).statusCode).toBe(401);
    expect((await revoke()).statusCode).toBe(204);
  });

  test('does only what its scopes say', async () => {
    const { token } = (await make(admin, 'administrator', rootUnitId, ['users:read'])).json<CreatedApiToken>();
    expect((await use(token)).statusCode).toBe(200);
    expect((await use(token, '/v1/organisation')).statusCode).toBe(403);
  });

  test('has no sessions and no password', async () => {
    for (const url of ['/v1/sessions', '/v1/sessions/current']) {
      const method = url.endsWith('current') ? 'DELETE' : 'GET';
      expect((await testApp.app.inject({ method, url, headers: admin.headers })).statusCode).toBe(403);
    }
  });
});

describe('a token never exceeds its maker', () => {
  test.each([
    ['administrator', 'owner', () => rootUnitId],
    ['helpdesk', 'auditor', () => rootUnitId],
  ] as const)('by role: a token of a %s makes none of an %s', async (by, role, unitId) => {
    const maker = await createTestOperator(testApp, by, rootUnitId);
    expect((await make(maker, role, unitId())).statusCode).toBe(403);
  });

  test('by unit: an administrator of one wing makes none for another, nor sees or revokes its tokens', async () => {
    const maker = await createTestOperator(testApp, 'administrator', wingId);
    expect((await make(maker, 'auditor', otherId)).statusCode).toBe(403);
    expect((await make(maker, 'auditor', rootUnitId)).statusCode).toBe(403);
    const { id } = (await make(admin, 'auditor', otherId)).json<CreatedApiToken>();
    const list = await testApp.app.inject({ url: '/v1/api-tokens?limit=200', headers: maker.headers });
    expect(list.body).not.toContain(id);
    const revoked = await testApp.app.inject({ method: 'DELETE', url: `/v1/api-tokens/${id}`, headers: maker.headers });
    expect(revoked.statusCode).toBe(404);
  });

  test('by scope: a narrowed token makes none that is wider', async () => {
    const maker = await createTestOperator(testApp, 'administrator', rootUnitId, ['api-tokens:write', 'users:read']);
    expect((await make(maker, 'administrator', rootUnitId)).statusCode).toBe(403);
    expect((await make(maker, 'administrator', rootUnitId, ['devices:read'])).statusCode).toBe(403);
    expect((await make(maker, 'administrator', rootUnitId, ['users:read'])).statusCode).toBe(201);
  });

  test('a scope that the role lacks is refused with its place', async () => {
    const refused = await make(admin, 'commander', rootUnitId, ['devices:read', 'users:write']);
    expect(refused.json()).toMatchObject({ status: 422, errors: [{ pointer: '/scopes/1' }] });
  });

  test('nor does it later: it loses what its maker loses', async () => {
    const user = await createTestUser(testApp, 'maker', [
      { role: 'administrator', unitId: wingId },
      { role: 'auditor', unitId: rootUnitId },
    ]);
    const browser: TestBrowser = createTestBrowser(testApp);
    await browser.signIn(user.email);
    const body = { name: 'mine', role: 'administrator', unitId: wingId, scopes: [], expiresAt: inDays(30) };
    const { token } = (await browser.request('POST', '/v1/api-tokens', body)).json<CreatedApiToken>();
    const permissions = async () =>
      (await use(token, '/v1/me'))
        .json<{ permissions: { permission: Permission }[] }>()
        .permissions.map((item) => item.permission);
    expect(await permissions()).toContain('users:write');
    await database.query(`DELETE FROM grants WHERE user_id = $1 AND role = 'administrator'`, [user.id]);
    expect(await permissions()).toContain('users:read');
    expect(await permissions()).not.toContain('users:write');
    await database.query('DELETE FROM grants WHERE user_id = $1', [user.id]);
    expect(await permissions()).toEqual([]);
  });
});

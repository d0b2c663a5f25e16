import type { InvitedUser, Role } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestOperator } from '../../testing/test-operators.ts';
import { createTestUnit } from '../../testing/test-units.ts';
import { createTestBrowser, createTestUser, TEST_PASSWORD, type TestBrowser } from '../../testing/test-users.ts';

let testApp: TestApp;
let owner: pg.Client;
let rootUnitId: string;
let wingId: string;
let squadronId: string;
let otherUnitId: string;

beforeAll(async () => {
  testApp = await createTestApp();
  owner = new pg.Client({ connectionString: testApp.ownerUrl });
  await owner.connect();
  rootUnitId = testApp.organisation.rootUnitId;
  wingId = await addUnit('wing', [rootUnitId]);
  squadronId = await addUnit('squadron', [rootUnitId, wingId]);
  otherUnitId = await addUnit('other-wing', [rootUnitId]);
});
afterAll(async () => {
  await owner?.end();
  await testApp?.close();
});

function addUnit(key: string, above: string[]): Promise<string> {
  return createTestUnit(testApp, testApp.organisationId, key, above);
}

async function signedIn(name: string, role: Role, unitId: string): Promise<TestBrowser & { id: string }> {
  const user = await createTestUser(testApp, name, [{ role, unitId }]);
  const browser = createTestBrowser(testApp);
  expect((await browser.signIn(user.email)).statusCode).toBe(201);
  return Object.assign(browser, { id: user.id });
}

function problemOf(response: { statusCode: number; json(): { type?: string } }): string {
  return `${response.statusCode} ${response.json().type?.replace('urn:cordon:problem:', '')}`;
}

async function invite(browser: TestBrowser, email: string, role: Role, unitId: string) {
  return browser.request('POST', '/v1/users', { email, name: 'New', grants: [{ role, unitId }] });
}

describe('an invitation', () => {
  test('is shown once, stored hashed, told by mail without its link, and lets its user in once', async () => {
    const admin = await signedIn('inviter', 'administrator', rootUnitId);
    const response = await invite(admin, 'New@cordon.example', 'auditor', wingId);
    expect(response.statusCode).toBe(201);
    const { user, invitation } = response.json<InvitedUser>();
    expect(user).toMatchObject({ email: 'new@cordon.example', state: 'invited' });
    expect(invitation.link).toBe(`https://cordon.example/invitation?token=${invitation.token}`);
    const everything = await owner.query(
      'SELECT to_jsonb(d) FROM deliveries d UNION ALL SELECT to_jsonb(e) FROM audit_events e',
    );
    expect(JSON.stringify(everything.rows)).not.toContain(invitation.token);
    const { rows } = await owner.query('SELECT * FROM deliveries WHERE user_id = $1', [user.id]);
    expect(rows).toMatchObject([{ reason: 'invitation', state: 'queued', detail: { invitedBy: admin.id } }]);
    expect(testApp.jobs).toContainEqual({
      queue: 'deliver',
      name: 'deliver',
      data: { organisationId: testApp.organisationId, deliveryIds: [rows[0].id] },
    });

    const browser = createTestBrowser(testApp);
    const accept = (password: string) =>
      browser.request('POST', '/v1/invitations/accept', { token: invitation.token, password });
    expect(problemOf(await accept('short'))).toBe('422 validation');
    const both = await Promise.all([accept('new herons are quiet'), accept('other herons are quiet')]);
    expect(both.map((answer) => answer.statusCode).sort()).toEqual([204, 404]);
    const isFirst = both[0]?.statusCode === 204;
    expect(
      (await browser.signIn('new@cordon.example', isFirst ? 'new herons are quiet' : 'other herons are quiet'))
        .statusCode,
    ).toBe(201);
  });

  test('runs out after 24 hours, and a new one ends the old', async () => {
    const admin = await signedIn('inviter-2', 'administrator', rootUnitId);
    const { user, invitation } = (await invite(admin, 'late@cordon.example', 'auditor', wingId)).json<InvitedUser>();
    const again = await admin.request('POST', `/v1/users/${user.id}/invitations`);
    const accept = (token: string) =>
      createTestBrowser(testApp).request('POST', '/v1/invitations/accept', { token, password: TEST_PASSWORD });
    expect(problemOf(await accept(invitation.token))).toBe('404 not-found');
    testApp.clock.advance(24 * 3_600_000);
    expect(problemOf(await accept(again.json<{ token: string }>().token))).toBe('404 not-found');
    expect(problemOf(await accept('civ_unknown'))).toBe('404 not-found');
  });

  test('opens a page that names what it is for, changes nothing, and takes the password without a script', async () => {
    const admin = await signedIn('inviter-4', 'administrator', rootUnitId);
    const body = { email: 'page@cordon.example', name: '<b>New</b>', grants: [{ role: 'auditor', unitId: wingId }] };
    const { invitation } = (await admin.request('POST', '/v1/users', body)).json<InvitedUser>();
    const { pathname, search } = new URL(invitation.link);
    for (let times = 0; times < 2; times += 1) {
      const page = await testApp.app.inject(pathname + search);
      expect(page.body).toContain('&lt;b&gt;New&lt;/b&gt;');
      expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'no-store']);
    }
    const submit = (password: string) =>
      testApp.app.inject({
        method: 'POST',
        url: '/invitation',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
        payload: new URLSearchParams({ token: invitation.token, password }).toString(),
      });
    const weak = await submit('short');
    expect([weak.statusCode, weak.body.includes('Use at least 12 characters.')]).toEqual([422, true]);
    expect((await submit(TEST_PASSWORD)).statusCode).toBe(200);
    expect((await submit(TEST_PASSWORD)).statusCode).toBe(404);
    expect((await createTestBrowser(testApp).signIn('page@cordon.example')).statusCode).toBe(201);
  });

  test('to an address that is taken is a conflict, in the same organisation only', async () => {
    const admin = await signedIn('inviter-3', 'administrator', rootUnitId);
    await invite(admin, 'taken@cordon.example', 'auditor', wingId);
    expect(problemOf(await invite(admin, 'taken@cordon.example', 'auditor', wingId))).toBe('409 conflict');
    const other = await testApp.addOrganisation('Navy');
    const { headers } = await createTestOperator({ ...testApp, organisationId: other.id }, 'owner', other.rootUnitId);
    const body = {
      email: 'taken@cordon.example',
      name: 'New',
      grants: [{ role: 'auditor', unitId: other.rootUnitId }],
    };
    const response = await testApp.app.inject({ method: 'POST', url: '/v1/users', headers, payload: body });
    expect(response.statusCode).toBe(201);
  });
});

describe('nobody gives more than they hold', () => {
  test.each([
    ['owner', () => rootUnitId, '403 forbidden'],
    ['administrator', () => rootUnitId, '403 forbidden'],
    ['auditor', () => otherUnitId, '403 forbidden'],
    ['owner', () => squadronId, '403 forbidden'],
    ['administrator', () => squadronId, '201 undefined'],
    ['commander', () => wingId, '201 undefined'],
  ] as const)('an administrator of a wing who grants %s (case %#)', async (role, unitId, expected) => {
    const admin = await signedIn(`wing-${crypto.randomUUID()}`, 'administrator', wingId);
    expect(problemOf(await invite(admin, `${crypto.randomUUID()}@cordon.example`, role, unitId()))).toBe(expected);
    const target = await createTestUser(testApp, `target-${crypto.randomUUID()}`, [
      { role: 'helpdesk', unitId: squadronId },
    ]);
    const response = await admin.request('POST', `/v1/users/${target.id}/grants`, { role, unitId: unitId() });
    expect(problemOf(response)).toBe(expected);
  });

  test('a unit of another organisation is answered as one that does not exist', async () => {
    const admin = await signedIn('foreign-unit', 'administrator', rootUnitId);
    const other = await testApp.addOrganisation('Coast Guard');
    const foreign = await invite(admin, 'x1@cordon.example', 'auditor', other.rootUnitId);
    const nothing = await invite(admin, 'x2@cordon.example', 'auditor', crypto.randomUUID());
    expect(foreign.json()).toEqual(nothing.json());
    expect(problemOf(foreign)).toBe('422 validation');
  });

  test('nor manages a user who holds more: an owner stays out of an administrator’s reach', async () => {
    const admin = await signedIn('reach', 'administrator', rootUnitId);
    const boss = await createTestUser(testApp, 'boss', [{ role: 'owner', unitId: rootUnitId }]);
    expect(problemOf(await admin.request('PATCH', `/v1/users/${boss.id}`, { disabled: true }))).toBe('403 forbidden');
    expect(problemOf(await admin.request('POST', `/v1/users/${boss.id}/invitations`))).toBe('403 forbidden');
    const grantId = (await admin.request('GET', `/v1/users/${boss.id}`)).json<{ grants: { id: string }[] }>().grants[0]
      ?.id;
    expect(problemOf(await admin.request('DELETE', `/v1/users/${boss.id}/grants/${grantId}`))).toBe('403 forbidden');
  });

  test('users and grants outside the caller’s units are not seen', async () => {
    const admin = await signedIn('narrow', 'administrator', squadronId);
    const outside = await createTestUser(testApp, 'outside', [{ role: 'auditor', unitId: otherUnitId }]);
    const half = await createTestUser(testApp, 'half', [
      { role: 'auditor', unitId: otherUnitId },
      { role: 'auditor', unitId: squadronId },
    ]);
    expect(problemOf(await admin.request('GET', `/v1/users/${outside.id}`))).toBe('404 not-found');
    expect(problemOf(await admin.request('PATCH', `/v1/users/${outside.id}`, { name: 'x' }))).toBe('404 not-found');
    const { items } = (await admin.request('GET', '/v1/users?limit=200')).json<{ items: { id: string }[] }>();
    expect(items.map((item) => item.id)).not.toContain(outside.id);
    const shown = (await admin.request('GET', `/v1/users/${half.id}`)).json<{ grants: { unitId: string }[] }>();
    expect(shown.grants.map((grant) => grant.unitId)).toEqual([squadronId]);
  });
});

describe('a change of rights', () => {
  test('ends the sessions of the user whose rights change', async () => {
    const admin = await signedIn('changer', 'administrator', rootUnitId);
    const user = await signedIn('changed', 'helpdesk', wingId);
    const added = await admin.request('POST', `/v1/users/${user.id}/grants`, { role: 'auditor', unitId: wingId });
    expect(added.statusCode).toBe(201);
    expect((await user.request('GET', '/v1/me')).statusCode).toBe(401);
    await user.signIn('changed@cordon.example');
    await admin.request('DELETE', `/v1/users/${user.id}/grants/${added.json<{ id: string }>().id}`);
    expect((await user.request('GET', '/v1/me')).statusCode).toBe(401);
  });

  test('of one’s own gives a new session and ends the old one', async () => {
    const user = await signedIn('self', 'owner', rootUnitId);
    const before = user.cookies.get('__Host-cordon-session') ?? '';
    await user.request('POST', `/v1/users/${user.id}/grants`, { role: 'auditor', unitId: wingId });
    expect(user.cookies.get('__Host-cordon-session')).not.toBe(before);
    expect((await user.request('PATCH', '/v1/me', { name: 'Still here' })).statusCode).toBe(200);
    user.cookies.set('__Host-cordon-session', before);
    expect((await user.request('GET', '/v1/me')).statusCode).toBe(401);
  });

  test('disabling ends sessions and API tokens at once, and the password opens nothing', async () => {
    const admin = await signedIn('disabler', 'administrator', rootUnitId);
    const user = await signedIn('disabled', 'administrator', wingId);
    const expiresAt = new Date(testApp.clock.now().getTime() + 86_400_000).toISOString();
    const body = { name: 'script', role: 'auditor', unitId: wingId, expiresAt };
    const { token } = (await user.request('POST', '/v1/api-tokens', body)).json<{ token: string }>();
    const use = () => testApp.app.inject({ url: '/v1/me', headers: { authorization: `Bearer ${token}` } });
    expect((await use()).statusCode).toBe(200);
    await admin.request('PATCH', `/v1/users/${user.id}`, { disabled: true });
    expect((await user.request('GET', '/v1/me')).statusCode).toBe(401);
    expect((await use()).statusCode).toBe(401);
    expect((await user.signIn('disabled@cordon.example')).statusCode).toBe(401);
  });
});

describe('the last owner stays', () => {
  test('when two owners disable each other, or take each other’s grant, in the same moment', async () => {
    for (const how of ['disable', 'grant'] as const) {
      const other = await testApp.addOrganisation(`Pair ${how}`);
      await owner.query('UPDATE users SET disabled_at = created_at WHERE id = $1', [other.ownerId]);
      const grants = [{ role: 'owner' as const, unitId: other.rootUnitId }];
      const users = await Promise.all(
        ['a', 'b'].map((name) => createTestUser(testApp, `${how}-${name}`, grants, other.id)),
      );
      const browsers = await Promise.all(
        users.map(async (user) => {
          const browser = createTestBrowser(testApp);
          await browser.signIn(user.email);
          const shown = await browser.request('GET', `/v1/users/${user.id}`);
          return Object.assign(browser, {
            id: user.id,
            grantId: shown.json<{ grants: { id: string }[] }>().grants[0]?.id,
          });
        }),
      );
      const [a, b] = browsers;
      const attack = (from: TestBrowser | undefined, to: (typeof browsers)[number] | undefined) =>
        how === 'disable'
          ? from?.request('PATCH', `/v1/users/${to?.id}`, { disabled: true })
          : from?.request('DELETE', `/v1/users/${to?.id}/grants/${to?.grantId}`);
      await Promise.all([attack(a, b), attack(b, a)]);
      const { rows } = await owner.query(
        `SELECT u.id FROM users u JOIN grants g ON g.user_id = u.id
         WHERE u.organisation_id = $1 AND g.role = 'owner' AND u.disabled_at IS NULL`,
        [other.id],
      );
      expect(rows).toHaveLength(1);
    }
  });

  test('when the only one would leave: one who was invited but never came does not count', async () => {
    const other = await testApp.addOrganisation('Single');
    await owner.query('UPDATE users SET disabled_at = created_at WHERE id = $1', [other.ownerId]);
    const only = await createTestUser(testApp, 'only', [{ role: 'owner', unitId: other.rootUnitId }], other.id);
    const browser = createTestBrowser(testApp);
    await browser.signIn(only.email);
    expect((await invite(browser, 'second@cordon.example', 'owner', other.rootUnitId)).statusCode).toBe(201);
    expect(problemOf(await browser.request('PATCH', `/v1/users/${only.id}`, { disabled: true }))).toBe('409 conflict');
    const { grants } = (await browser.request('GET', `/v1/users/${only.id}`)).json<{ grants: { id: string }[] }>();
    const removed = await browser.request('DELETE', `/v1/users/${only.id}/grants/${grants[0]?.id}`);
    expect(problemOf(removed)).toBe('409 conflict');
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(200);
  });
});

test('every change of a user is an audit event with actor, before and after', async () => {
  const admin = await signedIn('audited', 'administrator', rootUnitId);
  const { user } = (await invite(admin, 'watched@cordon.example', 'auditor', wingId)).json<InvitedUser>();
  await admin.request('PATCH', `/v1/users/${user.id}`, { name: 'Renamed' });
  await admin.request('PATCH', `/v1/users/${user.id}`, { disabled: true });
  const response = await admin.request('GET', `/v1/audit-events?targetId=${user.id}`);
  const { items } = response.json<{ items: { action: string; actor: unknown; details: unknown }[] }>();
  expect(items.map((item) => item.action)).toEqual(['user.disabled', 'user.changed', 'user.invited']);
  expect(items[1]).toMatchObject({
    actor: { kind: 'user', id: admin.id },
    details: { before: { name: 'New' }, after: { name: 'Renamed' } },
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestBrowser, createTestUser, sha256, TEST_PASSWORD, type TestUser } from '../../testing/test-users.ts';

const COOKIE = '__Host-cordon-session';
const MINUTE = 60_000;

let testApp: TestApp;
let user: TestUser;
let owner: pg.Client;

beforeAll(async () => {
  testApp = await createTestApp();
  user = await createTestUser(testApp, 'asha', [{ role: 'owner', unitId: testApp.organisation.rootUnitId }]);
  owner = new pg.Client({ connectionString: testApp.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await testApp?.close();
});

async function signedIn(email = user.email) {
  const browser = createTestBrowser(testApp);
  const response = await browser.signIn(email);
  expect(response.statusCode).toBe(201);
  return browser;
}

function typeOf(response: { json(): { type: string } }): string {
  return response.json().type.replace('urn:cordon:problem:', '');
}

describe('signing in', () => {
  test('gives a cookie that no script and no other site can use, and tells who one is', async () => {
    const browser = createTestBrowser(testApp);
    const response = await browser.signIn(user.email.toUpperCase());
    const cookie = response.cookies.find((candidate) => candidate.name === COOKIE);
    expect(cookie).toMatchObject({ path: '/', httpOnly: true, secure: true, sameSite: 'Strict' });
    expect(cookie).not.toHaveProperty('domain');
    expect(response.json()).toMatchObject({ session: { current: true }, me: { kind: 'user', email: user.email } });
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(200);
  });

  test('stores the session and its CSRF token hashed alone', async () => {
    const browser = await signedIn();
    const token = browser.cookies.get(COOKIE) ?? '';
    expect(Buffer.from(token.slice(4), 'base64url')).toHaveLength(32);
    const { rows } = await owner.query('SELECT * FROM sessions WHERE token_hash = $1', [sha256(token)]);
    expect(rows[0].csrf_hash).toEqual(sha256(browser.csrfToken));
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('gives a new session each time and ends the one the browser held, against fixation', async () => {
    const browser = await signedIn();
    const before = browser.cookies.get(COOKIE) ?? '';
    await browser.signIn(user.email);
    expect(browser.cookies.get(COOKIE)).not.toBe(before);
    browser.cookies.set(COOKIE, before);
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(401);
  });

  test.each([
    ['a wrong password', 'asha@cordon.example', 'wrong password here'],
    ['an unknown address', 'nobody@cordon.example', TEST_PASSWORD],
    ['a user without a password', 'owner@test-command.example', TEST_PASSWORD],
  ])('answers %s with one and the same refusal', async (_name, email, password) => {
    const response = await createTestBrowser(testApp, '198.51.100.99').signIn(email, password);
    expect(response.statusCode).toBe(401);
    expect(response.json()).toEqual({
      type: 'urn:cordon:problem:credentials-invalid',
      title: 'E-mail address or password is wrong',
      status: 401,
      detail: 'The e-mail address or the password is wrong.',
    });
  });

  test('from another origin is refused, so that nobody is signed in to a stranger’s account', async () => {
    const browser = createTestBrowser(testApp);
    const body = { email: user.email, password: TEST_PASSWORD };
    const response = await browser.request('POST', '/v1/sessions', body, { origin: 'https://evil.example' });
    expect([response.statusCode, typeOf(response)]).toEqual([403, 'csrf-invalid']);
    expect(browser.cookies.size).toBe(0);
  });

  test('asks which organisation is meant where the same address and password open two', async () => {
    const other = await testApp.addOrganisation('Army');
    const grants = (unitId: string) => [{ role: 'auditor' as const, unitId }];
    await createTestUser(testApp, 'twice', grants(testApp.organisation.rootUnitId));
    await createTestUser(testApp, 'twice', grants(other.rootUnitId), other.id);
    const browser = createTestBrowser(testApp);
    expect(typeOf(await browser.signIn('twice@cordon.example'))).toBe('conflict');
    const body = { email: 'twice@cordon.example', password: TEST_PASSWORD, organisationId: other.id };
    const response = await browser.request('POST', '/v1/sessions', body);
    expect(response.json()).toMatchObject({ me: { organisation: { id: other.id, name: 'Army' } } });
  });
});

describe('unknown accounts', () => {
  test('cost as many password hashes as known ones', async () => {
    const counted: string[] = [];
    const { passwords } = testApp.deps;
    const original = { ...passwords };
    const count = <T>(work: Promise<T>) => work.finally(() => counted.push('argon2'));
    passwords.verify = (hash, password) => count(original.verify(hash, password));
    passwords.verifyNobody = (password) => count(original.verifyNobody(password));
    await createTestBrowser(testApp, '198.51.100.50').signIn('asha@cordon.example', 'wrong password here');
    const known = counted.splice(0).length;
    await createTestBrowser(testApp, '198.51.100.50').signIn('unknown@cordon.example', 'wrong password here');
    const unknown = counted.splice(0).length;
    Object.assign(passwords, original);
    expect([known, unknown]).toEqual([1, 1]);
  });
});

describe('failed attempts', () => {
  async function fail(email: string, address: string, times: number) {
    const browser = createTestBrowser(testApp, address);
    let last = await browser.signIn(email, 'wrong password here');
    for (let index = 1; index < times; index += 1) last = await browser.signIn(email, 'wrong password here');
    return last;
  }

  test('make the next attempt on that account wait, longer each time and from any address, never for good', async () => {
    const { email } = await createTestUser(testApp, 'delayed', []);
    await fail(email, '203.0.113.1', 5);
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const refused = await fail(email, '203.0.113.2', 1);
      expect([refused.statusCode, typeOf(refused)]).toEqual([429, 'rate-limited']);
      waits.push(Number(refused.headers['retry-after']));
      testApp.clock.advance((waits.at(-1) ?? 0) * 1_000);
      expect((await fail(email, '203.0.113.2', 1)).statusCode).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    testApp.clock.advance(30_000);
    expect((await createTestBrowser(testApp).signIn(email)).statusCode).toBe(201);
  });

  test('that are refused are not counted: hammering does not keep the owner out', async () => {
    const { email } = await createTestUser(testApp, 'hammered', []);
    await fail(email, '203.0.113.3', 5);
    const refused = await fail(email, '203.0.113.3', 50);
    expect(refused.headers['retry-after']).toBe('1');
    testApp.clock.advance(1_000);
    expect((await createTestBrowser(testApp).signIn(email)).statusCode).toBe(201);
  });

  test('of strangers do not delay a browser that signed in to the account before', async () => {
    const { email } = await createTestUser(testApp, 'known', []);
    const known = createTestBrowser(testApp, '203.0.113.4');
    await known.signIn(email);
    expect((await fail(email, '203.0.113.4', 10)).statusCode).toBe(429);
    expect((await known.signIn(email)).statusCode).toBe(201);
  });

  test('are counted for a known browser, too, and its mark opens no other account', async () => {
    const { email } = await createTestUser(testApp, 'thief', []);
    const { email: victim } = await createTestUser(testApp, 'victim', []);
    const browser = createTestBrowser(testApp, '203.0.113.5');
    await browser.signIn(email);
    for (let index = 0; index < 5; index += 1) await browser.signIn(victim, 'wrong password here');
    expect((await browser.signIn(victim, 'wrong password here')).statusCode).toBe(429);
    for (let index = 0; index < 6; index += 1) await browser.signIn(email, 'wrong password here');
    expect((await browser.signIn(email)).statusCode).toBe(429);
  });

  test('on many accounts make their address wait', async () => {
    const browser = createTestBrowser(testApp, '203.0.113.6');
    const spray = (name: number) => browser.signIn(`spray-${name}@cordon.example`, 'wrong password here');
    for (let name = 0; name < 21; name += 1) expect((await spray(name)).statusCode).toBe(401);
    expect((await spray(99)).statusCode).toBe(429);
    expect((await createTestBrowser(testApp, '203.0.113.7').signIn(user.email)).statusCode).toBe(201);
  });

  test('in parallel are each counted before their password is looked at', async () => {
    const { email } = await createTestUser(testApp, 'parallel', []);
    const browsers = Array.from({ length: 30 }, () => createTestBrowser(testApp, '203.0.113.8'));
    const responses = await Promise.all(browsers.map((browser) => browser.signIn(email, 'wrong password here')));
    expect(responses.filter((response) => response.statusCode === 401)).toHaveLength(5);
  });

  test('leave no address or e-mail in the table of delays', async () => {
    const { rows } = await owner.query<{ key: Buffer }>('SELECT key FROM sign_in_delays');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.key.length === 32)).toBe(true);
  });
});

describe('a session', () => {
  test('ends after 15 idle minutes', async () => {
    const browser = await signedIn();
    testApp.clock.advance(14 * MINUTE);
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(200);
    testApp.clock.advance(14 * MINUTE);
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(200);
    testApp.clock.advance(15 * MINUTE);
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(401);
  });

  test('ends after 12 hours, however busy it is', async () => {
    const browser = await signedIn();
    for (let step = 0; step < 71; step += 1) {
      testApp.clock.advance(10 * MINUTE);
      expect((await browser.request('GET', '/v1/me')).statusCode).toBe(200);
    }
    testApp.clock.advance(10 * MINUTE);
    expect((await browser.request('GET', '/v1/me')).statusCode).toBe(401);
  });

  test('ends by signing out, here and on another browser', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    const list = await here.request('GET', '/v1/sessions?limit=200');
    const { items } = list.json<{ items: { id: string; current: boolean }[] }>();
    const current = items.find((item) => item.current);
    const other = (await there.request('GET', '/v1/sessions?limit=200'))
      .json<{ items: typeof items }>()
      .items.find((item) => item.current);
    expect((await here.request('DELETE', `/v1/sessions/${other?.id}`)).statusCode).toBe(204);
    expect((await there.request('GET', '/v1/me')).statusCode).toBe(401);
    expect((await here.request('DELETE', '/v1/sessions/current')).statusCode).toBe(204);
    expect(here.cookies.has(COOKIE)).toBe(false);
    here.cookies.set(COOKIE, 'cse_'.padEnd(47, 'A'));
    expect((await here.request('GET', '/v1/me')).statusCode).toBe(401);
    expect(current?.id).not.toBe(other?.id);
  });

  test('of somebody else cannot be ended or seen', async () => {
    const { email } = await createTestUser(testApp, 'other', []);
    const [mine, other] = [await signedIn(), await signedIn(email)];
    const { items } = (await other.request('GET', '/v1/sessions')).json<{ items: { id: string }[] }>();
    expect((await mine.request('DELETE', `/v1/sessions/${items[0]?.id}`)).statusCode).toBe(404);
    expect((await other.request('GET', '/v1/me')).statusCode).toBe(200);
  });

  test('is new after a change of the password, which ends all others', async () => {
    const { email } = await createTestUser(testApp, 'changer', []);
    const [here, there] = [await signedIn(email), await signedIn(email)];
    const before = here.cookies.get(COOKIE) ?? '';
    const refused = await here.request('PATCH', '/v1/me', {
      password: 'nine loud herons',
      presentPassword: 'not this one',
    });
    expect(typeOf(refused)).toBe('credentials-invalid');
    const weak = await here.request('PATCH', '/v1/me', {
      password: 'changer@cordon.example',
      presentPassword: TEST_PASSWORD,
    });
    expect(weak.json()).toMatchObject({ status: 422, errors: [{ pointer: '/password' }] });
    const changed = await here.request('PATCH', '/v1/me', {
      password: 'nine loud herons',
      presentPassword: TEST_PASSWORD,
    });
    expect(changed.statusCode).toBe(200);
    expect(here.cookies.get(COOKIE)).not.toBe(before);
    expect((await here.request('PATCH', '/v1/me', { name: 'Changed' })).json()).toMatchObject({ name: 'Changed' });
    expect((await there.request('GET', '/v1/me')).statusCode).toBe(401);
    here.cookies.set(COOKIE, before);
    expect((await here.request('GET', '/v1/me')).statusCode).toBe(401);
  });
});

describe('cross-site request forgery', () => {
  test.each([
    ['without the token', { 'x-csrf-token': '' }],
    ['with another session’s token', { 'x-csrf-token': 'A'.repeat(43) }],
    ['from another origin, even with the token', { origin: 'https://evil.example' }],
    ['from a null origin', { origin: 'null' }],
  ])('is stopped: a change %s', async (_name, headers) => {
    const browser = await signedIn();
    const response = await browser.request('PATCH', '/v1/me', { name: 'Forged' }, headers as Record<string, string>);
    expect([response.statusCode, typeOf(response)]).toEqual([403, 'csrf-invalid']);
    expect((await browser.request('GET', '/v1/me')).json()).toMatchObject({ name: 'asha' });
  });

  test('does not stop an origin named in ALSO_KNOWN_AS, nor a reloaded page that asks for its token', async () => {
    const browser = await signedIn();
    browser.csrfToken = (await browser.request('GET', '/v1/me')).json<{ csrfToken: string }>().csrfToken;
    const origin = testApp.deps.config.alsoKnownAs[0] ?? '';
    expect((await browser.request('PATCH', '/v1/me', { locale: 'hi' }, { origin })).statusCode).toBe(200);
  });
});

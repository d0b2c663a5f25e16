import { DevicePolicyPayload } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compactVerify, createLocalJWKSet } from 'jose';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { TEST_AUDIENCE } from '../../testing/test-config.ts';
import { bearerOf, createTestDevice, nowSeconds, type Overrides, type TestDevice } from '../../testing/test-device.ts';
import { enrolledDevice, runAsOwner } from '../../testing/test-fleet.ts';

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});

afterAll(() => host.close());

async function ask(device: TestDevice, headers: Record<string, string> = {}) {
  return host.app.inject({ url: '/device/v1/policy', headers: { ...(await bearerOf(host, device)), ...headers } });
}

async function verify(jws: string): Promise<{ header: object; payload: DevicePolicyPayload }> {
  const { keys } = (await host.app.inject('/.well-known/jwks.json')).json();
  const { protectedHeader, payload } = await compactVerify(jws, createLocalJWKSet({ keys }));
  return { header: protectedHeader, payload: DevicePolicyPayload.parse(JSON.parse(Buffer.from(payload).toString())) };
}

async function publish(name: string, version: number, spec: object, effectiveFrom?: Date): Promise<void> {
  const now = host.clock.now();
  await runAsOwner(
    host,
    `INSERT INTO policies (organisation_id, id, name, created_at) VALUES ($1, gen_random_uuid(), $2, $3) ON CONFLICT DO NOTHING`,
    [host.organisation.id, name, now],
  );
  await runAsOwner(
    host,
    `INSERT INTO policy_versions (organisation_id, policy_id, version, title, document, source, source_format, hash, created_at, published_at, effective_from)
     SELECT $1, id, $3, $2, $4, '', 'json', $5, $6, $6, $7 FROM policies WHERE organisation_id = $1 AND name = $2`,
    [
      host.organisation.id,
      name,
      version,
      { metadata: { name }, spec },
      `hash-${name}-${version}`,
      now,
      effectiveFrom ?? now,
    ],
  );
  await runAsOwner(host, 'UPDATE organisations SET rules_epoch = rules_epoch + 1 WHERE id = $1', [
    host.organisation.id,
  ]);
}

describe('the policy of a device', () => {
  test("is signed by the organisation's key, for this device, valid for a day", async () => {
    const device = await enrolledDevice(host);
    const answer = await ask(device);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/jose');
    const { header, payload } = await verify(answer.body);
    expect(header).toMatchObject({ alg: 'ES256', typ: 'policy+jwt', kid: expect.any(String) });
    expect(payload).toMatchObject({
      iss: TEST_AUDIENCE,
      aud: device.id,
      iat: nowSeconds(host),
      exp: nowSeconds(host) + 86_400,
      epoch: 1,
      collect: { posture: 'all', carrier: 'all', apps: 'all', services: 'all', connections: 'all' },
    });
    expect(payload.keys).toEqual([expect.objectContaining({ kid: (header as { kid: string }).kid })]);
  });

  test('holds the versions in force that apply to it, and no others', async () => {
    await publish('for-all', 1, { rules: [] });
    await publish('for-all', 2, { rules: [] });
    await publish('for-all', 3, { rules: [] }, new Date('2034-01-01T00:00:00Z'));
    await publish('for-families', 1, { appliesTo: { ownership: ['dependant'] }, rules: [] });
    await publish('for-elsewhere', 1, { appliesTo: { units: ['elsewhere'] }, rules: [] });
    await publish('for-root', 1, { appliesTo: { units: ['test-command'] }, rules: [] });
    const { payload } = await verify((await ask(await enrolledDevice(host))).body);
    expect(payload.policies.map(({ name, version, hash }) => [name, version, hash])).toEqual([
      ['for-all', 2, 'hash-for-all-2'],
      ['for-root', 1, 'hash-for-root-1'],
    ]);
    expect(payload.policies[0]?.document).toEqual({ metadata: { name: 'for-all' }, spec: { rules: [] } });
  });

  test('names the sections that need not be sent', async () => {
    const settings = { defaultLocale: 'en', collection: { personal: { apps: 'none' } } };
    await runAsOwner(host, 'UPDATE organisations SET settings = $2 WHERE id = $1', [host.organisation.id, settings]);
    const { payload } = await verify(
      (await ask(await enrolledDevice(host, { token: { ownership: 'personal' } }))).body,
    );
    expect(payload.collect).toMatchObject({ apps: 'none', services: 'all' });
  });

  test('is not sent again until it changes; time alone does not change it', async () => {
    const device = await enrolledDevice(host);
    const etag = String((await ask(device)).headers.etag);
    host.clock.advance(3_600_000);
    const same = await ask(device, { 'if-none-match': `"other", ${etag}` });
    expect([same.statusCode, same.body, same.headers.etag]).toEqual([304, '', etag]);
    await publish('later', 1, { rules: [] });
    const changed = await ask(device, { 'if-none-match': etag });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
  });
});

describe('what a device asks is refused', () => {
  const claims = (payload: Record<string, unknown>): Overrides => ({ payload });
  const refusals: Record<string, [string, number, () => Overrides | Promise<Overrides>]> = {
    'if signed by another key': ['bearer-invalid', 401, async () => ({ signWith: await createTestDevice() })],
    'if it is of another type': ['bearer-invalid', 401, () => ({ header: { typ: 'report+jwt' } })],
    'if it is for another server': ['bearer-invalid', 401, () => claims({ aud: 'https://other.example' })],
    'if "sub" is not "iss"': ['bearer-invalid', 401, () => claims({ sub: 'other' })],
    'if the device is unknown': [
      'bearer-invalid',
      401,
      () => claims({ iss: '01922e3b-1111-7000-8000-000000000000', sub: '01922e3b-1111-7000-8000-000000000000' }),
    ],
    'if it has expired': [
      'bearer-invalid',
      401,
      () => claims({ iat: nowSeconds(host) - 200, exp: nowSeconds(host) - 1 }),
    ],
    'if it is valid for more than 300 s': ['bearer-invalid', 401, () => claims({ exp: nowSeconds(host) + 301 })],
    'if it has no end': ['bearer-invalid', 401, () => claims({ exp: undefined })],
    'if it has an unknown claim': ['bearer-invalid', 401, () => claims({ scope: 'all' })],
    'by a clock that is behind': [
      'clock-skew',
      400,
      () => claims({ iat: nowSeconds(host) - 301, exp: nowSeconds(host) - 1 }),
    ],
    'by a clock that is ahead': [
      'clock-skew',
      400,
      () => claims({ iat: nowSeconds(host) + 301, exp: nowSeconds(host) + 600 }),
    ],
    'if unsigned': ['malformed', 400, () => ({ header: { alg: 'none' } })],
    'if it brings its own key': [
      'malformed',
      400,
      async () => ({ header: { jwk: (await createTestDevice()).publicJwk } }),
    ],
  };

  test.each(Object.entries(refusals))('%s', async (_name, [type, status, overrides]) => {
    const device = await enrolledDevice(host);
    const headers = await bearerOf(host, device, await overrides());
    const answer = await host.app.inject({ url: '/device/v1/policy', headers });
    expect([answer.json().type, answer.statusCode]).toEqual([`urn:cordon:problem:${type}`, status]);
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test.each(['pending', 'retired'])('while the device is %s', async (state) => {
    const device = await enrolledDevice(host);
    await runAsOwner(host, 'UPDATE devices SET state = $2 WHERE id = $1', [device.id, state]);
    const urls = ['/device/v1/policy', '/device/v1/status'];
    for (const url of urls) {
      const answer = await host.app.inject({ url, headers: await bearerOf(host, device) });
      expect([answer.statusCode, answer.json().type]).toEqual([403, `urn:cordon:problem:device-${state}`]);
    }
  });

  test('without a token', async () => {
    const answer = await host.app.inject('/device/v1/policy');
    expect([answer.statusCode, answer.json().type]).toEqual([401, 'urn:cordon:problem:bearer-invalid']);
  });
});

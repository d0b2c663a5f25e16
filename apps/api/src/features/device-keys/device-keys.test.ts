import { AppError } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { TEST_AUDIENCE } from '../../testing/test-config.ts';
import {
  bearerOf,
  createTestDevice,
  nowSeconds,
  type Overrides,
  reportPayload,
  sendReport,
  signJws,
  signReport,
  type TestDevice,
} from '../../testing/test-device.ts';
import { countRows, enrolledDevice, runAsOwner } from '../../testing/test-fleet.ts';
import { rotateKey } from './key-rotation.service.ts';

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});

afterAll(() => host.close());

interface RotationOverrides {
  outer?: Overrides;
  proof?: Overrides;
}

async function rotation(device: TestDevice, next: TestDevice, overrides: RotationOverrides = {}): Promise<string> {
  const iat = nowSeconds(host);
  const proof = await signJws(
    next,
    { typ: 'key-proof+jwt', jwk: next.publicJwk },
    { aud: TEST_AUDIENCE, iat, sub: device.id, replaces: device.thumbprint },
    overrides.proof,
  );
  return signJws(device, { typ: 'key+jwt' }, { iss: device.id, aud: TEST_AUDIENCE, iat, proof }, overrides.outer);
}

function send(jws: string, contentType = 'application/jose') {
  return host.app.inject({
    method: 'POST',
    url: '/device/v1/key',
    headers: { 'content-type': contentType },
    body: jws,
  });
}

/** The next key of a device, under the same id. */
async function nextKeyOf(device: TestDevice, algorithm: TestDevice['algorithm'] = 'ES256'): Promise<TestDevice> {
  return { ...(await createTestDevice({ algorithm })), id: device.id };
}

async function activeThumbprint(device: TestDevice): Promise<string> {
  const [row] = await runAsOwner<{ key_thumbprint: string }>(host, 'SELECT key_thumbprint FROM devices WHERE id = $1', [
    device.id,
  ]);
  return row?.key_thumbprint ?? '';
}

describe('key rotation', () => {
  test.each(['ES256', 'ES384', 'EdDSA'] as const)(
    'to a key for %s: from then on only the new key counts',
    async (algorithm) => {
      const device = await enrolledDevice(host);
      await sendReport(host, await signReport(host, device, 1));
      const next = await nextKeyOf(device, algorithm);
      const answer = await send(await rotation(device, next));
      expect([answer.statusCode, answer.json()]).toEqual([200, { thumbprint: next.thumbprint }]);
      const old = await sendReport(host, await signReport(host, device, 2));
      const expected = algorithm === 'ES256' ? 'signature-invalid' : 'key-mismatch';
      expect(old.json().type).toBe(`urn:cordon:problem:${expected}`);
      expect((await sendReport(host, await signReport(host, next, 2))).statusCode).toBe(202);
      const status = await host.app.inject({ url: '/device/v1/status', headers: await bearerOf(host, device) });
      expect(status.json().type).toBe('urn:cordon:problem:bearer-invalid');
    },
  );

  test('an unsent payload signed again by the new key is the same report', async () => {
    const device = await enrolledDevice(host);
    const payload = reportPayload(host, device, 1);
    const header = { typ: 'report+jwt', kid: device.id };
    const first = await sendReport(host, await signJws(device, header, payload));
    const next = await nextKeyOf(device);
    await send(await rotation(device, next));
    const again = await sendReport(host, await signJws(next, header, payload));
    expect(again.statusCode).toBe(200);
    expect(again.json().reportId).toBe(first.json().reportId);
  });

  test('the same one again is answered as before, and audited once', async () => {
    const device = await enrolledDevice(host);
    const next = await nextKeyOf(device, 'EdDSA');
    const jws = await rotation(device, next);
    const answers = [await send(jws), await send(jws), await send(await rotation(device, next))];
    expect(answers.map((answer) => [answer.statusCode, answer.json()])).toEqual(
      Array(3).fill([200, { thumbprint: next.thumbprint }]),
    );
    const events = await runAsOwner(
      host,
      `SELECT details FROM audit_events WHERE action = 'device.key-rotated' AND target_id = $1`,
      [device.id],
    );
    expect(events.map((event) => JSON.parse(event.details))).toEqual([
      expect.objectContaining({
        before: expect.objectContaining({ thumbprint: device.thumbprint }),
        after: expect.objectContaining({ thumbprint: next.thumbprint }),
      }),
    ]);
  });

  test('of many parallel ones to different keys one is done and the others are key-conflict', async () => {
    const device = await enrolledDevice(host);
    const keys = await Promise.all(Array.from({ length: 8 }, () => nextKeyOf(device)));
    const bodies = await Promise.all(keys.map((next) => rotation(device, next)));
    const answers = await Promise.all(bodies.map((jws) => send(jws)));
    const outcomes = answers.map((answer) => answer.json().type ?? 'done').sort();
    expect(outcomes).toEqual(['done', ...Array(7).fill('urn:cordon:problem:key-conflict')]);
    const winner = answers.findIndex((answer) => answer.statusCode === 200);
    expect(await activeThumbprint(device)).toBe(keys[winner]?.thumbprint);
  });

  test('of many parallel ones to the same key all are answered as done, and it is audited once', async () => {
    for (const algorithm of ['ES256', 'EdDSA'] as const) {
      const device = await enrolledDevice(host);
      const next = await nextKeyOf(device, algorithm);
      const bodies = await Promise.all(Array.from({ length: 12 }, () => rotation(device, next)));
      const before = await countRows(host, 'audit_events');
      const answers = await Promise.all(bodies.map((jws) => send(jws)));
      expect(answers.map((answer) => answer.json())).toEqual(Array(12).fill({ thumbprint: next.thumbprint }));
      expect((await countRows(host, 'audit_events')).audit_events).toBe((before.audit_events ?? 0) + 1);
    }
  });

  test('is decided by one reading of the device, however late it comes: the exchange in between is not a refusal', async () => {
    const device = await enrolledDevice(host);
    const [next, rival] = [await nextKeyOf(device, 'EdDSA'), await nextKeyOf(device)];
    const jws = await rotation(device, next);
    const again = await rotation(device, next);
    const late = await rotation(device, rival);
    const { directory } = host.deps;
    const stale = await directory.refresh(device.id);
    expect((await send(jws)).statusCode).toBe(200);
    for (const [body, expected] of [
      [again, 200],
      [late, 409],
    ] as const) {
      let readings = 0;
      const slow = {
        ...directory,
        refresh: async (id: string) => (readings++ === 0 ? stale : directory.refresh(id)),
      };
      const outcome = await rotateKey({ ...host.deps, directory: slow }, Buffer.from(body), 'test').then(
        () => 200,
        (error: unknown) => (error instanceof AppError && error.code === 'key-conflict' ? 409 : error),
      );
      expect(outcome).toBe(expected);
    }
  });

  test('once done, is no answer to a stranger: not to the same proof, nor to another one, nor to the new key', async () => {
    const device = await enrolledDevice(host);
    const [next, rival, stranger] = [await nextKeyOf(device), await nextKeyOf(device), await createTestDevice()];
    await send(await rotation(device, next));
    for (const proven of [next, rival]) {
      const answer = await send(await rotation(device, proven, { outer: { signWith: stranger } }));
      expect([answer.statusCode, answer.json().type]).toEqual([401, 'urn:cordon:problem:signature-invalid']);
    }
    const byNewKey = await send(await rotation(device, rival, { outer: { signWith: next } }));
    expect(byNewKey.json().type).toBe('urn:cordon:problem:proof-invalid');
    expect((await send(await rotation(device, rival))).json().type).toBe('urn:cordon:problem:key-conflict');
    expect(await activeThumbprint(device)).toBe(next.thumbprint);
  });

  test('is not answered again once an erasure took the key that could check it', async () => {
    const device = await enrolledDevice(host);
    const jws = await rotation(device, await nextKeyOf(device));
    await send(jws);
    await runAsOwner(host, 'UPDATE audit_events SET details = NULL, salt = NULL WHERE target_id = $1', [device.id]);
    expect((await send(jws)).json().type).toBe('urn:cordon:problem:signature-invalid');
  });

  test('to the key of another device is key-conflict', async () => {
    const device = await enrolledDevice(host);
    const other = await enrolledDevice(host);
    const answer = await send(await rotation(device, other, { proof: {} }));
    expect(answer.json().type).toBe('urn:cordon:problem:key-conflict');
    expect(await activeThumbprint(device)).toBe(device.thumbprint);
  });

  test('frees the old key for another enrolment and holds the new one', async () => {
    const device = await enrolledDevice(host);
    const next = await nextKeyOf(device);
    await send(await rotation(device, next));
    const rows = await runAsOwner(host, `SELECT value FROM device_identifiers WHERE device_id = $1 AND kind = 'key'`, [
      device.id,
    ]);
    expect(rows).toEqual([{ value: next.thumbprint }]);
  });

  const other = () => createTestDevice();
  const refusals: Record<string, [string, number, (device: TestDevice, next: TestDevice) => Promise<string>]> = {
    'signed by a key that is not the present one': [
      'signature-invalid',
      401,
      async (device, next) => rotation(device, next, { outer: { signWith: await other() } }),
    ],
    'under another algorithm than the present key': [
      'key-mismatch',
      401,
      async (device, next) =>
        rotation(device, next, { outer: { signWith: await createTestDevice({ algorithm: 'ES384' }) } }),
    ],
    'of a device that is unknown': [
      'device-unknown',
      401,
      (device, next) => rotation({ ...device, id: '01922e3b-1111-7000-8000-000000000000' }, next),
    ],
    'for another server': [
      'audience-mismatch',
      401,
      (device, next) => rotation(device, next, { outer: { payload: { aud: 'https://other.example' } } }),
    ],
    'by a clock that is wrong': [
      'clock-skew',
      400,
      (device, next) => rotation(device, next, { outer: { payload: { iat: nowSeconds(host) - 301 } } }),
    ],
    'with an unknown member': [
      'validation',
      422,
      (device, next) => rotation(device, next, { outer: { payload: { extra: 1 } } }),
    ],
    'whose proof is not signed by the new key': [
      'proof-invalid',
      401,
      async (device, next) => rotation(device, next, { proof: { signWith: await other() } }),
    ],
    'whose proof is for another device': [
      'proof-invalid',
      401,
      (device, next) => rotation(device, next, { proof: { payload: { sub: next.thumbprint } } }),
    ],
    'whose proof replaces another key': [
      'proof-invalid',
      401,
      (device, next) => rotation(device, next, { proof: { payload: { replaces: next.thumbprint } } }),
    ],
    'whose proof is for another server': [
      'proof-invalid',
      401,
      (device, next) => rotation(device, next, { proof: { payload: { aud: 'https://other.example' } } }),
    ],
    'whose proof has an unknown member': [
      'proof-invalid',
      401,
      (device, next) => rotation(device, next, { proof: { payload: { extra: 1 } } }),
    ],
    'that brings its key in the outer header': [
      'malformed',
      400,
      (device, next) => rotation(device, next, { outer: { header: { jwk: device.publicJwk } } }),
    ],
    'whose proof has critical header fields': [
      'malformed',
      400,
      (device, next) => rotation(device, next, { proof: { header: { crit: ['x'] } } }),
    ],
  };

  test.each(Object.entries(refusals))('is refused and changes nothing: one %s', async (_name, [type, status, make]) => {
    const device = await enrolledDevice(host);
    const body = await make(device, await nextKeyOf(device));
    const before = await countRows(host, 'audit_events', 'device_identifiers');
    const answer = await send(body);
    expect([answer.json().type, answer.statusCode]).toEqual([`urn:cordon:problem:${type}`, status]);
    expect(await countRows(host, 'audit_events', 'device_identifiers')).toEqual(before);
    expect(await activeThumbprint(device)).toBe(device.thumbprint);
  });

  test('is refused for a retired device, and in another content type', async () => {
    const device = await enrolledDevice(host);
    const jws = await rotation(device, await nextKeyOf(device));
    expect((await send(jws, 'text/plain')).json().type).toBe('urn:cordon:problem:unsupported-media-type');
    await runAsOwner(host, `UPDATE devices SET state = 'retired' WHERE id = $1`, [device.id]);
    expect((await send(jws)).json().type).toBe('urn:cordon:problem:device-retired');
  });
});

describe('/.well-known/jwks.json', () => {
  test('has the public signing keys of all organisations and names none', async () => {
    const other = await host.addOrganisation('Hidden Command');
    const answer = await host.app.inject('/.well-known/jwks.json');
    expect(answer.headers['content-type']).toMatch(/^application\/jwk-set\+json/);
    expect(answer.json().keys).toHaveLength(2);
    for (const key of answer.json().keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    }
    for (const text of [host.organisation.id, other.id, 'Hidden', 'Command']) expect(answer.body).not.toContain(text);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { TEST_AUDIENCE } from '../../testing/test-config.ts';
import {
  createTestDevice,
  enrolmentBody,
  nowSeconds,
  type Overrides,
  type TestDevice,
} from '../../testing/test-device.ts';
import { countRows, enrolledDevice, makeToken, runAsOwner } from '../../testing/test-fleet.ts';

/** What a refused enrolment leaves as it was. */
const TABLES = ['devices', 'device_state', 'device_identifiers', 'deliveries'];

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});

afterAll(() => host.close());

function send(body: unknown) {
  return host.app.inject({ method: 'POST', url: '/device/v1/enrol', body: body as object });
}

async function sendProof(device: TestDevice, token: string, overrides: Overrides = {}) {
  return send(await enrolmentBody(host, device, token, overrides));
}

async function state() {
  const [{ uses }] = (await runAsOwner(host, 'SELECT coalesce(sum(uses), 0)::int AS uses FROM enrolment_tokens')) as [
    { uses: number },
  ];
  return { ...(await countRows(host, ...TABLES)), uses };
}

async function lastRefusal(tokenId: string): Promise<{ problem?: string }> {
  const rows = await runAsOwner<{ details: string }>(
    host,
    `SELECT details FROM audit_events WHERE action = 'enrolment.refused' AND target_id = $1 ORDER BY id DESC LIMIT 1`,
    [tokenId],
  );
  return rows[0] ? JSON.parse(rows[0].details) : {};
}

describe('enrolling', () => {
  test.each(['ES256', 'ES384', 'EdDSA'] as const)('takes a device with a key for %s', async (algorithm) => {
    const { token } = await makeToken(host);
    const device = await createTestDevice({ algorithm });
    const answer = await sendProof(device, token);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      deviceId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      organisation: { id: host.organisation.id, name: 'Test Command' },
      audience: TEST_AUDIENCE,
      state: 'active',
      reportEverySeconds: 3600,
      jwks: { keys: [expect.objectContaining({ kty: 'EC', crv: 'P-256', kid: expect.any(String) })] },
    });
    const [row] = await runAsOwner(host, 'SELECT * FROM devices WHERE id = $1', [answer.json().deviceId]);
    expect(row).toMatchObject({ key_thumbprint: device.thumbprint, key_algorithm: algorithm, vendor: 'xiaomi' });
  });

  test('never answers with a private key', async () => {
    const { token } = await makeToken(host);
    const answer = await sendProof(await createTestDevice(), token);
    expect(answer.json().jwks.keys[0]).not.toHaveProperty('d');
  });

  test('leaves the device unknown, due to be judged at once, and rings for it', async () => {
    const device = await enrolledDevice(host);
    const [row] = await runAsOwner(host, 'SELECT * FROM device_state WHERE device_id = $1', [device.id]);
    expect(row).toMatchObject({ verdict: 'unknown', device_state: 'active', judged_epoch: '0' });
    expect((row as { next_change_at: Date }).next_change_at).toEqual(host.clock.now());
    expect(host.jobs).toContainEqual({
      queue: 'evaluate',
      name: 'evaluate',
      data: { organisationId: host.organisation.id, deviceIds: [device.id] },
    });
  });

  test('the same token with the same key again gets the first answer and uses nothing up', async () => {
    const { id, token } = await makeToken(host);
    const device = await createTestDevice();
    const first = await sendProof(device, token);
    const before = await state();
    const again = await sendProof(device, token);
    expect([first.statusCode, again.statusCode]).toEqual([201, 200]);
    expect(again.json()).toEqual(first.json());
    expect(await state()).toEqual(before);
    host.clock.advance(2 * 86_400_000);
    expect((await sendProof(device, token)).json()).toEqual(first.json());
    expect((await runAsOwner(host, 'SELECT uses FROM enrolment_tokens WHERE id = $1', [id]))[0]).toEqual({ uses: 1 });
  });

  test('fifty parallel uses of a single-use token with fifty keys enrol one device; the others are told it is used up', async () => {
    const { id, token } = await makeToken(host);
    const bodies = await Promise.all(
      Array.from({ length: 50 }, async () => enrolmentBody(host, await createTestDevice(), token)),
    );
    const answers = await Promise.all(bodies.map(send));
    const outcomes = answers.map((answer) => (answer.statusCode === 201 ? 'enrolled' : answer.json().type)).sort();
    expect(outcomes).toEqual(['enrolled', ...Array(49).fill('urn:cordon:problem:token-used-up')]);
    const devices = await runAsOwner(host, 'SELECT FROM devices WHERE enrolment_token_id = $1', [id]);
    expect(devices).toHaveLength(1);
  });

  test('fifty parallel uses of a single-use token with one key enrol one device and get fifty equal answers', async () => {
    const { id, token } = await makeToken(host);
    const device = await createTestDevice();
    const bodies = await Promise.all(Array.from({ length: 50 }, () => enrolmentBody(host, device, token)));
    const answers = await Promise.all(bodies.map(send));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([...Array(49).fill(200), 201]);
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    const devices = await runAsOwner(host, 'SELECT FROM devices WHERE enrolment_token_id = $1', [id]);
    expect(devices).toHaveLength(1);
  });

  test('a token that requires approval leaves the device pending', async () => {
    const { token } = await makeToken(host, { requireApproval: true });
    const answer = await sendProof(await createTestDevice(), token);
    expect(answer.json().state).toBe('pending');
    const [row] = await runAsOwner(host, 'SELECT device_state FROM device_state WHERE device_id = $1', [
      answer.json().deviceId,
    ]);
    expect(row).toEqual({ device_state: 'pending' });
  });

  test('is told to the maker of the token and to the person it is bound to', async () => {
    const personId = await addPerson({ email: 'holder@example.org' });
    const { token } = await makeToken(host, { personId, createdBy: host.organisation.ownerId });
    const answer = await sendProof(await createTestDevice(), token);
    const rows = await deliveriesAbout(answer.json().deviceId);
    expect(rows).toEqual([
      { reason: 'enrolment', state: 'queued', person_id: personId, user_id: null },
      { reason: 'enrolment', state: 'queued', person_id: null, user_id: host.organisation.ownerId },
    ]);
  });

  test("a minor's enrolment is told to the sponsor, too", async () => {
    const sponsorId = await addPerson({ email: 'sponsor@example.org' });
    const personId = await addPerson({ sponsorId, isMinor: true });
    const { token } = await makeToken(host, { personId, ownership: 'dependant' });
    const answer = await sendProof(await createTestDevice(), token);
    expect((await deliveriesAbout(answer.json().deviceId)).map((row) => row.person_id)).toEqual([sponsorId]);
  });

  test('a serial number or IMEI that is a placeholder names no device', async () => {
    const facts = { serialNumber: 'unknown', imei: ['000000000000000'] };
    await enrolledDevice(host, { facts });
    await expect(enrolledDevice(host, { facts })).resolves.toBeDefined();
  });
});

async function addPerson(person: { email?: string; sponsorId?: string; isMinor?: boolean }): Promise<string> {
  const rows = await runAsOwner<{ id: string }>(
    host,
    `INSERT INTO people (organisation_id, id, unit_id, name, email, sponsor_id, is_minor, created_at)
     VALUES ($1, gen_random_uuid(), $2, 'A. Person', $3, $4, $5, now()) RETURNING id`,
    [
      host.organisation.id,
      host.organisation.rootUnitId,
      person.email ?? null,
      person.sponsorId ?? null,
      person.isMinor ?? false,
    ],
  );
  return rows[0]?.id ?? '';
}

function deliveriesAbout(deviceId: string) {
  return runAsOwner<{ reason: string; state: string; person_id: string | null; user_id: string | null }>(
    host,
    `SELECT reason, state, person_id, user_id FROM deliveries WHERE detail->>'deviceId' = $1 ORDER BY person_id NULLS LAST`,
    [deviceId],
  );
}

describe('enrolment is refused, audited and without side effects', () => {
  interface Refusal {
    type: string;
    status: number;
    send: (device: TestDevice, token: string, tokenId: string) => Promise<Awaited<ReturnType<typeof send>>>;
    token?: Parameters<typeof makeToken>[1];
  }
  const proof = (overrides: Overrides) => (device: TestDevice, token: string) => sendProof(device, token, overrides);
  const facts = (device: Record<string, unknown>) => async (sender: TestDevice, token: string) =>
    send({ ...(await enrolmentBody(host, sender, token)), device: { ...sender.facts, ...device } });

  const refusals: Record<string, Refusal> = {
    'a token that has expired': {
      type: 'token-expired',
      status: 401,
      send: (device, token) => {
        host.clock.advance(2 * 86_400_000);
        return sendProof(device, token);
      },
    },
    'a token that was revoked': {
      type: 'token-revoked',
      status: 401,
      send: async (device, token, tokenId) => {
        await runAsOwner(host, 'UPDATE enrolment_tokens SET revoked_at = now() WHERE id = $1', [tokenId]);
        return sendProof(device, token);
      },
    },
    'a proof signed by another key than it names': {
      type: 'proof-invalid',
      status: 401,
      send: async (device, token) => sendProof(device, token, { signWith: await createTestDevice() }),
    },
    'a proof for another server': {
      type: 'proof-invalid',
      status: 401,
      send: proof({ payload: { aud: 'https://evil.example' } }),
    },
    'a proof for another token': { type: 'proof-invalid', status: 401, send: proof({ payload: { token: 'abc' } }) },
    'a proof of another type, such as a report': {
      type: 'proof-invalid',
      status: 401,
      send: proof({ header: { typ: 'report+jwt' } }),
    },
    'a proof without a key': { type: 'proof-invalid', status: 401, send: proof({ header: { jwk: undefined } }) },
    'a proof with a private key': {
      type: 'proof-invalid',
      status: 401,
      send: (device, token) =>
        sendProof(device, token, { header: { jwk: device.privateKey.export({ format: 'jwk' }) } }),
    },
    'a key that is no point of its curve': {
      type: 'proof-invalid',
      status: 401,
      send: (device, token) =>
        sendProof(device, token, { header: { jwk: { ...device.publicJwk, y: device.publicJwk.x } } }),
    },
    'an Ed25519 key of small order, under which anybody can sign': {
      type: 'proof-invalid',
      status: 401,
      send: async (_device, token) => {
        const device = await createTestDevice({ algorithm: 'EdDSA' });
        const x = Buffer.alloc(32);
        x[0] = 1;
        return sendProof(device, token, {
          header: { jwk: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') } },
        });
      },
    },
    'a proof with an unknown member': { type: 'proof-invalid', status: 401, send: proof({ payload: { extra: 1 } }) },
    'a proof that is no JWS': {
      type: 'proof-invalid',
      status: 401,
      send: async (device, token) => send({ ...(await enrolmentBody(host, device, token)), proof: 'x.y' }),
    },
    'an unsigned proof': { type: 'malformed', status: 400, send: proof({ header: { alg: 'none' } }) },
    'a proof under a shared secret': { type: 'malformed', status: 400, send: proof({ header: { alg: 'HS256' } }) },
    'a proof with critical header fields': { type: 'malformed', status: 400, send: proof({ header: { crit: ['x'] } }) },
    'a proof with an unencoded payload': { type: 'malformed', status: 400, send: proof({ header: { b64: false } }) },
    'a proof with a key to be fetched': {
      type: 'malformed',
      status: 400,
      send: proof({ header: { jku: 'https://evil.example/keys' } }),
    },
    'a proof with a certificate': { type: 'malformed', status: 400, send: proof({ header: { x5c: ['x'] } }) },
    'a clock more than 300 s behind': {
      type: 'clock-skew',
      status: 400,
      send: (device, token) => sendProof(device, token, { payload: { iat: nowSeconds(host) - 301 } }),
    },
    'a clock more than 300 s ahead': {
      type: 'clock-skew',
      status: 400,
      send: (device, token) => sendProof(device, token, { payload: { iat: nowSeconds(host) + 301 } }),
    },
    'a vendor that the token is not for': {
      type: 'device-not-allowed',
      status: 403,
      token: { limits: { vendors: ['samsung'] } },
      send: proof({}),
    },
    'a model that the token is not for': {
      type: 'device-not-allowed',
      status: 403,
      token: { limits: { models: ['SM-*'] } },
      send: proof({}),
    },
    'a device that hides the serial number that the token is for': {
      type: 'device-not-allowed',
      status: 403,
      token: { limits: { serialNumbers: ['S1'] } },
      send: proof({}),
    },
    'an IMEI that the token is not for': {
      type: 'device-not-allowed',
      status: 403,
      token: { limits: { imeis: ['867451020000007'] } },
      send: facts({ imei: ['867451020000015'] }),
    },
    'an unknown member': { type: 'validation', status: 422, send: facts({ colour: 'gold' }) },
    'a string with U+0000': { type: 'validation', status: 422, send: facts({ brand: 'a\u0000b' }) },
    'a string with a lone surrogate': { type: 'validation', status: 422, send: facts({ brand: 'a\ud800' }) },
    'more than four IMEIs': {
      type: 'validation',
      status: 422,
      send: facts({ imei: Array(5).fill('867451020000007') }),
    },
  };

  test.each(Object.entries(refusals))('for %s', async (_name, refusal) => {
    const { id, token } = await makeToken(host, refusal.token);
    const device = await createTestDevice();
    const before = await state();
    const answer = await refusal.send(device, token, id);
    expect(answer.json()).toMatchObject({ type: `urn:cordon:problem:${refusal.type}`, status: refusal.status });
    expect(answer.statusCode).toBe(refusal.status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    if (refusal.status === 401) expect(answer.headers['www-authenticate']).toBeDefined();
    expect(await state()).toEqual(before);
    expect(await lastRefusal(id)).toMatchObject({ problem: refusal.type });
  });

  test('for a token that does not exist; counted per source, since no organisation can be named', async () => {
    const before = await countRows(host, ...TABLES, 'audit_events');
    const answer = await sendProof(await createTestDevice(), 'cet_unknown');
    expect(answer.json().type).toBe('urn:cordon:problem:token-unknown');
    expect(await countRows(host, ...TABLES, 'audit_events')).toEqual(before);
    await host.deps.securityLog.flush();
    const rows = await runAsOwner(host, `SELECT source, count FROM security_log WHERE kind = 'token-unknown'`);
    expect(rows).toEqual([{ source: '127.0.0.1', count: 1 }]);
  });

  test('with a pointer at what is invalid', async () => {
    const { token } = await makeToken(host);
    const answer = await facts({ os: { name: 'android', version: '4.3', kernel: 'x' } })(
      await createTestDevice(),
      token,
    );
    expect(answer.json().errors).toEqual([{ pointer: '/device/os/kernel', detail: 'is not known here' }]);
  });

  test.each([
    ['serial number', { serialNumber: 'SAME-SERIAL' }],
    ['IMEI', { imei: ['867451020000023'] }],
  ])('for the %s of a device of this organisation', async (_name, same) => {
    await enrolledDevice(host, { facts: same });
    const { id, token } = await makeToken(host);
    const before = await state();
    const answer = await sendProof(await createTestDevice({ facts: same }), token);
    expect(answer.json().type).toBe('urn:cordon:problem:device-already-enrolled');
    expect(await state()).toEqual(before);
    expect(await lastRefusal(id)).toMatchObject({ problem: 'device-already-enrolled' });
  });

  test('for the key of a device of this organisation', async () => {
    const device = await enrolledDevice(host);
    const { token } = await makeToken(host);
    expect((await sendProof(device, token)).json().type).toBe('urn:cordon:problem:device-already-enrolled');
  });

  test('but other organisations are never consulted', async () => {
    const other = await host.addOrganisation('Other Command');
    const facts = { serialNumber: 'SHARED', imei: ['867451020000031'] };
    const device = await enrolledDevice(host, { facts, organisation: other });
    const { token } = await makeToken(host);
    expect((await sendProof(device, token)).statusCode).toBe(201);
  });

  test('of two parallel enrolments of one serial number, one', async () => {
    const facts = { serialNumber: 'RACE' };
    const tokens = await Promise.all(Array.from({ length: 6 }, () => makeToken(host)));
    const bodies = await Promise.all(
      tokens.map(async ({ token }) => enrolmentBody(host, await createTestDevice({ facts }), token)),
    );
    const answers = await Promise.all(bodies.map(send));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

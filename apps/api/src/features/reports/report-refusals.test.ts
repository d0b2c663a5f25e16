import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  createTestDevice,
  nowSeconds,
  reportPayload,
  sendReport,
  signRaw,
  signReport,
  type TestDevice,
} from '../../testing/test-device.ts';
import { countRows, enrolledDevice, runAsOwner } from '../../testing/test-fleet.ts';

const TABLES = ['reports', 'report_receipts', 'unjudged_reports', 'sequence_conflicts', 'findings', 'verdict_history'];

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});

afterAll(() => host.close());

/** Everything that may be wrong with a report, in the order in which it is checked. */
const ORDER = [
  ['unsupported-media-type', 415],
  ['too-large', 413],
  ['malformed', 400],
  ['device-unknown', 401],
  ['key-mismatch', 401],
  ['signature-invalid', 401],
  ['device-retired', 403],
  ['audience-mismatch', 401],
  ['clock-skew', 400],
  ['schema-unsupported', 422],
  ['validation', 422],
  ['sequence-conflict', 409],
] as const;
type Fault = (typeof ORDER)[number][0];

/** A report with all these faults at once. */
async function faulty(faults: readonly Fault[]): Promise<{ contentType: string; body: string; device: TestDevice }> {
  const has = (fault: Fault) => faults.includes(fault);
  const device = await enrolledDevice(host);
  if (has('sequence-conflict')) await sendReport(host, await signReport(host, device, 1));
  if (has('device-retired')) await runAsOwner(host, `UPDATE devices SET state = 'retired' WHERE id = $1`, [device.id]);
  const payload = {
    ...reportPayload(host, device, 1),
    ...(has('sequence-conflict') && { carrier: { name: 'changed' } }),
    ...(has('validation') && { apps: [{}] }),
    ...(has('schema-unsupported') && { schema: 2 }),
    ...(has('clock-skew') && { iat: nowSeconds(host) + 301 }),
    ...(has('audience-mismatch') && { aud: 'https://other.example' }),
    ...(has('too-large') && { padding: 'x'.repeat(800_000) }),
  };
  const algorithm = has('key-mismatch') ? 'ES384' : 'ES256';
  const signer = has('key-mismatch') || has('signature-invalid') ? await createTestDevice({ algorithm }) : device;
  const header = {
    alg: algorithm,
    typ: 'report+jwt',
    kid: has('device-unknown') ? randomUUID() : device.id,
    ...(has('malformed') && { crit: ['exp'] }),
  };
  const body = signRaw(signer, header, Buffer.from(JSON.stringify(payload)));
  return { contentType: has('unsupported-media-type') ? 'application/json' : 'application/jose', body, device };
}

function send({ contentType, body }: { contentType: string; body: string }) {
  return host.app.inject({
    method: 'POST',
    url: '/device/v1/reports',
    headers: { 'content-type': contentType },
    body,
  });
}

describe('a report is refused and nothing stored', () => {
  async function expectRefused(report: { contentType: string; body: string }, type: string, status: number) {
    const before = await countRows(host, ...TABLES);
    const answer = await send(report);
    expect([answer.statusCode, answer.json().type]).toEqual([status, `urn:cordon:problem:${type}`]);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers.date).toBe(host.clock.now().toUTCString());
    if (status === 401) expect(answer.headers['www-authenticate']).toBeDefined();
    // A conflict by a valid key is the one thing that is counted.
    const conflicts = type === 'sequence-conflict' ? 1 : 0;
    const after = await countRows(host, ...TABLES);
    expect(after).toEqual({ ...before, sequence_conflicts: (before.sequence_conflicts ?? 0) + conflicts });
    return answer;
  }

  test.each(ORDER)('for %s alone', async (fault, status) => {
    await expectRefused(await faulty([fault]), fault, status);
  });

  test.each(ORDER.map(([fault, status], index) => [fault, status, ORDER.slice(index).map(([name]) => name)] as const))(
    'for %s first, if all that is checked later is wrong, too',
    async (fault, status, faults) => {
      await expectRefused(await faulty(faults), fault, status);
    },
  );

  test('without a body or content type', async () => {
    const answer = await host.app.inject({ method: 'POST', url: '/device/v1/reports' });
    expect(answer.json().type).toBe('urn:cordon:problem:unsupported-media-type');
  });

  test('if "iss" is another device than "kid", whose key signed it', async () => {
    const device = await enrolledDevice(host);
    const other = await enrolledDevice(host);
    const body = await signReport(host, device, 1, { payload: { iss: other.id } });
    await expectRefused({ contentType: 'application/jose', body }, 'key-mismatch', 401);
  });

  test("if it is signed by another device's key", async () => {
    const device = await enrolledDevice(host);
    const other = await enrolledDevice(host);
    const body = await signReport(host, device, 1, { signWith: other });
    await expectRefused({ contentType: 'application/jose', body }, 'signature-invalid', 401);
  });

  test('if one byte of it was changed', async () => {
    const device = await enrolledDevice(host);
    const [header, payload = '', signature] = (await signReport(host, device, 1)).split('.');
    const bytes = Buffer.from(payload, 'base64url');
    const at = bytes.indexOf('"HM 1SW"') + 2;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const body = [header, bytes.toString('base64url'), signature].join('.');
    await expectRefused({ contentType: 'application/jose', body }, 'signature-invalid', 401);
  });

  test('if its sequence number was used for another payload; the answer says where to go on', async () => {
    const device = await enrolledDevice(host);
    for (const seq of [1, 2, 3]) await sendReport(host, await signReport(host, device, seq));
    const body = await signReport(host, device, 2, { payload: { posture: { rooted: true } } });
    const answer = await expectRefused({ contentType: 'application/jose', body }, 'sequence-conflict', 409);
    expect(answer.json()).toMatchObject({ lastSeq: 3, reportEverySeconds: 3600 });
  });

  test('at or below the floor that retention left, which is not counted against the device', async () => {
    const device = await enrolledDevice(host);
    await runAsOwner(host, 'UPDATE devices SET seq_floor = 10 WHERE id = $1', [device.id]);
    const before = await countRows(host, ...TABLES);
    const answer = await sendReport(host, await signReport(host, device, 10));
    expect(answer.json()).toMatchObject({ type: 'urn:cordon:problem:sequence-conflict', lastSeq: 10 });
    expect(await countRows(host, ...TABLES)).toEqual(before);
  });

  test('if the device was retired a moment ago, whatever else is wrong with it', async () => {
    const device = await enrolledDevice(host);
    await sendReport(host, await signReport(host, device, 1));
    await runAsOwner(host, `UPDATE devices SET state = 'retired' WHERE id = $1`, [device.id]);
    const valid = await signReport(host, device, 2);
    const invalid = await signReport(host, device, 2, { payload: { aud: 'https://other.example' } });
    for (const body of [valid, invalid]) {
      await expectRefused({ contentType: 'application/jose', body }, 'device-retired', 403);
    }
  });

  const malformed: Record<string, (device: TestDevice) => string | Promise<string>> = {
    'that is no JWS': () => 'nonsense',
    'with four parts': async (device) => `${await signReport(host, device, 1)}.x`,
    'with padding': async (device) => `${await signReport(host, device, 1)}=`,
    'with a line break at its end': async (device) => `${await signReport(host, device, 1)}\n`,
    'whose payload is no JSON': (device) => signRaw(device, headerOf(device), Buffer.from('{')),
    'whose payload is no object': (device) => signRaw(device, headerOf(device), Buffer.from('[]')),
    'whose payload is no UTF-8': (device) => signRaw(device, headerOf(device), Buffer.from([0x22, 0xff, 0x22])),
    'that is unsigned': (device) => signRaw(device, { ...headerOf(device), alg: 'none' }, Buffer.from('{}')),
    'under a shared secret': (device) => signRaw(device, { ...headerOf(device), alg: 'HS256' }, Buffer.from('{}')),
    'with "b64"': (device) => signRaw(device, { ...headerOf(device), b64: true }, Buffer.from('{}')),
    'with "jku"': (device) => signRaw(device, { ...headerOf(device), jku: 'https://x.example' }, Buffer.from('{}')),
    'with "x5u"': (device) => signRaw(device, { ...headerOf(device), x5u: 'https://x.example' }, Buffer.from('{}')),
    'with "x5t#S256"': (device) => signRaw(device, { ...headerOf(device), 'x5t#S256': 'x' }, Buffer.from('{}')),
    'that brings its own key': (device) =>
      signRaw(device, { ...headerOf(device), jwk: device.publicJwk }, Buffer.from('{}')),
    'of another type': (device) => signRaw(device, { ...headerOf(device), typ: 'key+jwt' }, Buffer.from('{}')),
    'without "kid"': (device) => signRaw(device, { ...headerOf(device), kid: undefined }, Buffer.from('{}')),
    'whose signature is cut': async (device) => (await signReport(host, device, 1)).slice(0, -6),
  };

  test.each(Object.entries(malformed))('as malformed: one %s', async (_name, make) => {
    const body = await make(await enrolledDevice(host));
    await expectRefused({ contentType: 'application/jose', body }, 'malformed', 400);
  });

  const app = { package: 'a' };
  const invalid: Record<string, [Record<string, unknown>, string]> = {
    'more than 2,000 apps': [{ apps: Array(2_001).fill(app) }, '/apps'],
    'more than 2,000 connections': [{ connections: Array(2_001).fill({ host: 'a.example' }) }, '/connections'],
    'more than 200 services': [{ services: Array(201).fill({ service: 'a', state: 'present' }) }, '/services'],
    'more than 16 signers': [{ apps: [app, { ...app, signers: Array(17).fill('s') }] }, '/apps/1/signers'],
    'a string of 257 characters': [{ apps: [{ package: 'a'.repeat(257) }] }, '/apps/0/package'],
    'a host of 254 characters': [{ connections: [{ host: 'a'.repeat(254) }] }, '/connections/0/host'],
    'an unknown data category': [{ connections: [{ host: 'a', data: ['shoe-size'] }] }, '/connections/0/data/0'],
    'an unknown service state': [{ services: [{ service: 'a', state: 'off' }] }, '/services/0/state'],
    'U+0000 in a string': [{ carrier: { name: 'a\0b' } }, '/carrier/name'],
    'a lone surrogate in a string': [{ carrier: { name: '\ud800' } }, '/carrier/name'],
    'U+0000 in a member that is not known': [{ future: { 'a/b': ['\0'] } }, '/future/a~1b/0'],
    'a lone surrogate in the name of a member': [{ future: { '\udfff': 1 } }, '/future'],
    'nesting without end': [{ future: JSON.parse('['.repeat(50) + ']'.repeat(50)) }, `/future${'/0'.repeat(31)}`],
    'the sequence number 0': [{ seq: 0 }, '/seq'],
    'a sequence number beyond 2^53': [{ seq: 2 ** 53 }, '/seq'],
    'a sequence number that is text': [{ seq: '1' }, '/seq'],
    'no time of signing': [{ iat: undefined }, '/iat'],
    'a time that is not UTC': [{ collectedAt: '2014-10-22T05:30:00+05:30' }, '/collectedAt'],
    'a time before any handset was made': [{ collectedAt: '0000-01-01T00:00:00Z' }, '/collectedAt'],
    'a connection before any handset was made': [
      { connections: [{ host: 'a.example', firstSeen: '0000-02-29T00:00:00Z' }] },
      '/connections/0/firstSeen',
    ],
    'a device without a model': [{ device: { manufacturer: 'x', os: { name: 'a', version: '1' } } }, '/device/model'],
  };

  test.each(Object.entries(invalid))('as invalid, with a pointer: %s', async (_name, [payload, pointer]) => {
    const device = await enrolledDevice(host);
    const bytes = Buffer.from(JSON.stringify({ ...reportPayload(host, device, 1), ...payload }));
    const body = signRaw(device, headerOf(device), bytes);
    const answer = await expectRefused({ contentType: 'application/jose', body }, 'validation', 422);
    expect(answer.json().errors[0].pointer).toBe(pointer);
  });

  test.each([
    ['absent', undefined],
    ['2', 2],
    ['the text "1"', '1'],
    ['null', null],
  ])('as of an unsupported schema, whatever is invalid besides: one whose schema is %s', async (_name, schema) => {
    const device = await enrolledDevice(host);
    const bytes = Buffer.from(JSON.stringify({ ...reportPayload(host, device, 1), seq: 0, schema }));
    const body = signRaw(device, headerOf(device), bytes);
    await expectRefused({ contentType: 'application/jose', body }, 'schema-unsupported', 422);
  });

  test('as invalid: collected more than 300 s after it was signed', async () => {
    const device = await enrolledDevice(host);
    const iat = nowSeconds(host) - 1_000;
    const at = (seconds: number) => ({ iat, collectedAt: new Date((iat + seconds) * 1_000).toISOString() });
    const body = await signReport(host, device, 1, { payload: at(301) });
    const answer = await expectRefused({ contentType: 'application/jose', body }, 'validation', 422);
    expect(answer.json().errors).toEqual([{ pointer: '/collectedAt', detail: expect.any(String) }]);
    expect((await sendReport(host, await signReport(host, device, 1, { payload: at(300) }))).statusCode).toBe(202);
  });
});

function headerOf(device: TestDevice): Record<string, unknown> {
  return { alg: device.algorithm, typ: 'report+jwt', kid: device.id };
}

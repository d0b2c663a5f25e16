import { createHash, KeyObject, sign } from 'node:crypto';
import type { EnrolmentAnswer } from '@cordon/contract';
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { TestApp } from './test-app.ts';
import { TEST_AUDIENCE } from './test-config.ts';

/** A fake handset with a real key; everything it signs can be changed before it does. */
export interface TestDevice {
  algorithm: TestAlgorithm;
  publicJwk: JWK;
  thumbprint: string;
  privateKey: KeyObject;
  /** Description sent at enrolment and in reports. */
  facts: Record<string, unknown>;
  /** Set by `enrolTestDevice`. */
  id: string;
}

export type TestAlgorithm = 'ES256' | 'ES384' | 'EdDSA';

/** Header and payload members to be set instead; `undefined` leaves one out. */
export interface Overrides {
  header?: Record<string, unknown>;
  payload?: Record<string, unknown>;
  /** Signs with this key instead. */
  signWith?: TestDevice;
}

/** The Redmi 1S of 2014. */
export const REDMI_1S = {
  manufacturer: 'Xiaomi',
  brand: 'Xiaomi',
  model: 'HM 1SW',
  product: 'armani',
  formFactor: 'phone',
  os: { name: 'android', version: '4.3', build: 'JHBMIBF30.0', securityPatch: null },
};

/** Makes a handset that is not enrolled yet. */
export async function createTestDevice(
  options: { algorithm?: TestAlgorithm; facts?: Record<string, unknown> } = {},
): Promise<TestDevice> {
  const algorithm = options.algorithm ?? 'ES256';
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return {
    algorithm,
    publicJwk,
    thumbprint: await calculateJwkThumbprint(publicJwk),
    privateKey: KeyObject.from(privateKey),
    facts: { ...REDMI_1S, ...options.facts },
    id: '',
  };
}

/** Signs a compact JWS as a well-behaved client does. */
export function signJws(
  device: TestDevice,
  header: Record<string, unknown>,
  payload: unknown,
  overrides: Overrides = {},
): Promise<string> {
  const signer = overrides.signWith ?? device;
  const bytes = Buffer.from(JSON.stringify({ ...(payload as object), ...overrides.payload }));
  const fullHeader = { alg: signer.algorithm, ...header, ...overrides.header };
  if (overrides.header) return Promise.resolve(signRaw(signer, fullHeader, bytes));
  return new CompactSign(bytes).setProtectedHeader(fullHeader).sign(signer.privateKey);
}

/** Signs any header and any bytes, which a library refuses to. */
export function signRaw(device: TestDevice, header: unknown, payload: Uint8Array): string {
  const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  const hash = { ES256: 'sha256', ES384: 'sha384', EdDSA: null }[device.algorithm];
  const signature = sign(hash, Buffer.from(input), { key: device.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** The body of an enrolment, with the proof signed. */
export async function enrolmentBody(
  host: Pick<TestApp, 'clock'>,
  device: TestDevice,
  token: string,
  overrides: Overrides = {},
): Promise<Record<string, unknown>> {
  const header = { typ: 'enrol+jwt', jwk: device.publicJwk };
  const payload = {
    aud: TEST_AUDIENCE,
    token: createHash('sha256').update(token).digest('base64url'),
    iat: nowSeconds(host),
  };
  return { token, proof: await signJws(device, header, payload, overrides), device: device.facts };
}

/** Enrols; the answer must be a success. Sets `device.id`. */
export async function enrolTestDevice(host: TestApp, device: TestDevice, token: string): Promise<EnrolmentAnswer> {
  const body = await enrolmentBody(host, device, token);
  const answer = await host.app.inject({ method: 'POST', url: '/device/v1/enrol', body });
  if (answer.statusCode !== 201 && answer.statusCode !== 200) throw new Error(`not enrolled: ${answer.body}`);
  device.id = answer.json<EnrolmentAnswer>().deviceId;
  return answer.json();
}

/** A whole, valid report payload of an enrolled device. */
export function reportPayload(host: Pick<TestApp, 'clock'>, device: TestDevice, seq: number): Record<string, unknown> {
  return {
    iss: device.id,
    aud: TEST_AUDIENCE,
    iat: nowSeconds(host),
    seq,
    schema: 1,
    collectedAt: host.clock.now().toISOString(),
    device: device.facts,
    posture: { encrypted: true, screenLock: true },
    apps: [{ package: 'com.tencent.mm', version: '8.0.1', versionCode: 2880 }],
    services: [],
    connections: [],
  };
}

/** A signed report. */
export function signReport(
  host: Pick<TestApp, 'clock'>,
  device: TestDevice,
  seq: number,
  overrides: Overrides = {},
): Promise<string> {
  const header = { typ: 'report+jwt', kid: device.id };
  return signJws(device, header, reportPayload(host, device, seq), overrides);
}

/** Pushes a report as received from the wire. */
export function sendReport(host: Pick<TestApp, 'app'>, jws: string | Buffer) {
  return host.app.inject({
    method: 'POST',
    url: '/device/v1/reports',
    headers: { 'content-type': 'application/jose' },
    body: jws,
  });
}

/** `Authorization` of a device's request. */
export async function bearerOf(
  host: Pick<TestApp, 'clock'>,
  device: TestDevice,
  overrides: Overrides = {},
): Promise<{ authorization: string }> {
  const iat = nowSeconds(host);
  const payload = { iss: device.id, sub: device.id, aud: TEST_AUDIENCE, iat, exp: iat + 300 };
  return { authorization: `Bearer ${await signJws(device, { typ: 'device+jwt' }, payload, overrides)}` };
}

/** NumericDate of the test's clock. */
export function nowSeconds({ clock }: Pick<TestApp, 'clock'>): number {
  return Math.floor(clock.now().getTime() / 1_000);
}

import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { compactVerify, EmbeddedJWK, type JWK, jwtVerify } from 'jose';
import { deviceBearer } from './device-bearer.ts';
import { buildEnrolProof } from './enrol-proof.ts';
import { buildKeyRotation } from './key-rotation.ts';
import { type DeviceKey, generateDeviceKey, importDeviceKey } from './keys.ts';
import { signJson } from './sign.ts';
import { signReport } from './sign-report.ts';
import { verifyPolicy } from './verify-policy.ts';

const DEVICE_ID = '0198c0de-0000-7000-8000-000000000001';
const AUDIENCE = 'https://cordon.example';
const now = new Date('2014-10-22T00:00:00Z');
const iat = now.getTime() / 1000;

const newKey = async (algorithm: DeviceKey['algorithm'] = 'ES256') =>
  importDeviceKey(await generateDeviceKey(algorithm));
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('what a device signs', () => {
  test('the proof of enrolment binds key, token and the origin of the address', async () => {
    const key = await newKey();
    const proof = await buildEnrolProof(key, `${AUDIENCE}/some/path`, 'secret', now);
    const { payload, protectedHeader } = await compactVerify(proof, EmbeddedJWK);
    const token = createHash('sha256').update('secret').digest('base64url');
    expect(JSON.parse(text(payload))).toEqual({ aud: AUDIENCE, token, iat });
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'enrol+jwt', jwk: key.publicJwk });
  });

  test.each(['ES256', 'ES384', 'EdDSA'] as const)(
    'a report signed with %s keeps the bytes of its payload',
    async (algorithm) => {
      const key = await newKey(algorithm);
      const payload = '{"seq": 1, "model": "रेडमी"}';
      const verified = await compactVerify(await signReport(key, DEVICE_ID, payload), key.publicJwk as unknown as JWK);
      expect(text(verified.payload)).toBe(payload);
      expect(verified.protectedHeader).toEqual({ alg: algorithm, typ: 'report+jwt', kid: DEVICE_ID });
    },
  );

  test('a bearer lives at most 300 seconds', async () => {
    const key = await newKey();
    const bearer = await deviceBearer(key, DEVICE_ID, AUDIENCE, now);
    const { payload } = await jwtVerify(bearer, key.publicJwk as unknown as JWK, {
      typ: 'device+jwt',
      audience: AUDIENCE,
      issuer: DEVICE_ID,
      currentDate: now,
    });
    expect(payload.sub).toBe(DEVICE_ID);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
  });

  test('a rotation is signed by the present key and proven by the new one, which names what it replaces', async () => {
    const [present, next] = [await newKey(), await newKey('ES384')];
    const jws = await buildKeyRotation(present, next, DEVICE_ID, AUDIENCE, now);
    const outer = await compactVerify(jws, present.publicJwk as unknown as JWK);
    expect(outer.protectedHeader).toEqual({ alg: 'ES256', typ: 'key+jwt', kid: DEVICE_ID });
    const { proof } = JSON.parse(text(outer.payload));
    const inner = await compactVerify(proof, EmbeddedJWK);
    expect(inner.protectedHeader).toEqual({ alg: 'ES384', typ: 'key-proof+jwt', jwk: next.publicJwk });
    expect(JSON.parse(text(inner.payload))).toEqual({
      aud: AUDIENCE,
      iat,
      sub: DEVICE_ID,
      replaces: present.thumbprint,
    });
  });
});

describe('verifyPolicy', () => {
  const statement = {
    iss: 'o',
    aud: DEVICE_ID,
    iat,
    exp: iat + 60,
    epoch: 3,
    collect: { apps: 'none' },
    keys: [],
    policies: [],
  };
  const options = (key: DeviceKey) => ({ pinnedKeys: [key.publicJwk], deviceId: DEVICE_ID, now });
  const signed = (key: DeviceKey, changes: object = {}, typ = 'policy+jwt') =>
    signJson(key, { typ, kid: key.thumbprint }, { ...statement, keys: [key.publicJwk], ...changes });

  test('accepts what a pinned key signed for this device', async () => {
    const key = await newKey();
    expect((await verifyPolicy(await signed(key), options(key))).collect).toEqual({ apps: 'none' });
  });

  test('refuses a key that nobody pinned, even if the statement announces it itself', async () => {
    const [pinned, stranger] = [await newKey(), await newKey()];
    await expect(verifyPolicy(await signed(stranger), options(pinned))).rejects.toThrow('never announced');
  });

  test('refuses a stranger who claims the pinned key id', async () => {
    const [pinned, stranger] = [await newKey(), await newKey()];
    const forged = signJson(stranger, { typ: 'policy+jwt', kid: pinned.thumbprint }, statement);
    await expect(verifyPolicy(await forged, options(pinned))).rejects.toThrow('signature');
  });

  test('refuses the statement of another device, an expired one, and another kind of message', async () => {
    const key = await newKey();
    await expect(verifyPolicy(await signed(key, { aud: 'other' }), options(key))).rejects.toThrow('another device');
    await expect(verifyPolicy(await signed(key, { exp: iat }), options(key))).rejects.toThrow('expired');
    await expect(verifyPolicy(await signed(key, {}, 'checkpoint+jwt'), options(key))).rejects.toThrow('not a policy');
  });
});

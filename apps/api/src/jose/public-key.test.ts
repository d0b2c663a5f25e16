import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { isEd25519Point } from './ed25519-point.ts';
import { importPublicKey } from './public-key.ts';

const CURVES = [
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['Ed25519', 'EdDSA'],
] as const;

function newJwk(curve: (typeof CURVES)[number][0]): JWK {
  const pair = curve === 'Ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: curve });
  return pair.publicKey.export({ format: 'jwk' }) as JWK;
}

describe('importing a device key', () => {
  test.each(CURVES)('%s is taken for %s, with the thumbprint that jose calculates', async (curve, algorithm) => {
    const jwk = newJwk(curve);
    const key = importPublicKey({ ...jwk, kid: 'ignored', use: 'sig' });
    expect(key?.algorithm).toBe(algorithm);
    expect(key?.thumbprint).toBe(await calculateJwkThumbprint(jwk));
    expect(Object.keys(key?.jwk ?? {})).not.toContain('kid');
  });

  test('the key of RFC 8037 appendix A.3 has its thumbprint', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
    expect(importPublicKey(jwk)?.thumbprint).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  const p256 = newJwk('P-256');
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'key'],
    ['an RSA key', generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' })],
    ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey.export({ format: 'jwk' })],
    ['X25519', generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' })],
    ['a shared secret', { kty: 'oct', k: 'AAAA' }],
    ['a private key', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })],
    ['a curve of another key type', { ...p256, kty: 'OKP' }],
    ['a point that is not on the curve', { ...p256, y: p256.x }],
    ['a coordinate that is too short', { ...p256, x: p256.x?.slice(0, 40) }],
    ['a coordinate spelled with padding', { ...p256, x: `${p256.x}=` }],
    ['a coordinate that is missing', { kty: 'EC', crv: 'P-256', x: p256.x }],
  ])('refuses %s', (_name, jwk) => {
    expect(importPublicKey(jwk)).toBeUndefined();
  });
});

describe('an Ed25519 point', () => {
  test('of a real key is always accepted', () => {
    for (let times = 0; times < 50; times += 1) {
      expect(isEd25519Point(Buffer.from(newJwk('Ed25519').x ?? '', 'base64url'))).toBe(true);
    }
  });

  test('is on the curve for about half of all numbers, and the others are refused', () => {
    const accepted = Array.from({ length: 400 }, () => isEd25519Point(randomBytes(32))).filter(Boolean).length;
    expect(accepted).toBeGreaterThan(140);
    expect(accepted).toBeLessThan(260);
  });

  test.each([
    '0100000000000000000000000000000000000000000000000000000000000000',
    'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    '0000000000000000000000000000000000000000000000000000000000000000',
    '0000000000000000000000000000000000000000000000000000000000000080',
    '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  ])('of small order is refused: %s', (encoded) => {
    expect(isEd25519Point(Buffer.from(encoded, 'hex'))).toBe(false);
  });

  test('that is not reduced is refused', () => {
    expect(isEd25519Point(Buffer.from(`${'ff'.repeat(31)}7f`, 'hex'))).toBe(false);
  });
});

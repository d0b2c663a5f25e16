import { KeyObject } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CompactSign, generateKeyPair } from 'jose';
import { parseCompactJws } from './compact-jws.ts';
import { verifyJws } from './verify-jws.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const SIGNATURE = Buffer.alloc(64, 1).toString('base64url');
const HEADER = { alg: 'ES256', typ: 'report+jwt' };
const PAYLOAD = { a: 1 };

function parse(header: unknown, payload: unknown = PAYLOAD, signature = SIGNATURE) {
  return parseCompactJws(`${encode(header)}.${encode(payload)}.${signature}`, { type: 'report+jwt' });
}

describe('parsing a compact JWS', () => {
  test.each([
    ['ES256', 'ES256'],
    ['ES384', 'ES384'],
    ['EdDSA', 'EdDSA'],
    ['Ed25519', 'EdDSA'],
  ] as const)('what jose signs with %s verifies with its key, and with no other', async (name, algorithm) => {
    const { publicKey, privateKey } = await generateKeyPair(name);
    const other = await generateKeyPair(name);
    const text = await new CompactSign(Buffer.from('{"a":1}'))
      .setProtectedHeader({ alg: name, typ: 'report+jwt' })
      .sign(privateKey);
    const jws = parseCompactJws(text, { type: 'report+jwt' });
    if ('fault' in jws) throw new Error(jws.detail);
    expect(jws.algorithm).toBe(algorithm);
    expect(await verifyJws(jws, KeyObject.from(publicKey))).toBe(true);
    expect(await verifyJws(jws, KeyObject.from(other.publicKey))).toBe(false);
  });

  test.each([
    ['none'],
    ['HS256'],
    ['RS256'],
    ['ES512'],
    ['ES256K'],
    ['PS256'],
    [''],
    [null],
    [['ES256']],
    ['toString'],
  ])('refuses the algorithm %j', (alg) => {
    expect(parse({ ...HEADER, alg })).toMatchObject({ fault: 'header' });
  });

  test.each(['crit', 'b64', 'jku', 'jwk', 'x5u', 'x5c', 'x5t', 'x5t#S256'])(
    'refuses the header field %s, whatever its value',
    (name) => {
      for (const value of [null, true, false, '', [], {}]) {
        expect(parse({ ...HEADER, [name]: value })).toMatchObject({ fault: 'header' });
      }
    },
  );

  test('ignores header fields that mean nothing to it', () => {
    expect(parse({ ...HEADER, cty: 'json', zip: 'none' })).toHaveProperty('payload', PAYLOAD);
  });

  test('takes the bytes that were signed, not those it would have written', () => {
    const payload = Buffer.from('{ "a" :\t1.0 }');
    const jws = parseCompactJws(`${encode(HEADER)}.${payload.toString('base64url')}.${SIGNATURE}`, {
      type: 'report+jwt',
    });
    if ('fault' in jws) throw new Error(jws.detail);
    expect(jws.payloadBytes.equals(payload)).toBe(true);
  });

  test.each(['AB', 'AAB', 'A', 'A=', 'A A', 'A+/A', 'é'])('refuses base64url that is not canonical: %s', (part) => {
    const options = { type: 'report+jwt' };
    expect(parseCompactJws(`${encode(HEADER)}.${encode(PAYLOAD)}.${part}`, options)).toHaveProperty('fault');
    expect(parseCompactJws(`${encode(HEADER)}.${part}.${SIGNATURE}`, options)).toHaveProperty('fault');
  });

  test('two different texts never have the same three parts', () => {
    const text = `${encode(HEADER)}.${encode(PAYLOAD)}.${SIGNATURE}`;
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (const letter of alphabet) {
      const changed = text.slice(0, -1) + letter;
      if (changed === text) continue;
      const jws = parseCompactJws(changed, { type: 'report+jwt' });
      if (!('fault' in jws)) expect(jws.signature.toString('base64url')).not.toBe(SIGNATURE);
    }
  });

  test('never throws, whatever comes', async () => {
    await fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.base64String(), { maxLength: 5 }).map((parts) => parts.join('.')),
        ),
        (text) => {
          parseCompactJws(text, { type: 'report+jwt' });
        },
      ),
    );
    await fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (header, payload) => {
        parse(header, payload);
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { normaliseDigest } from './digest.ts';

const HEX = '0123456789abcdef'.repeat(4);
const COLONS = HEX.toUpperCase().match(/../g)?.join(':') ?? '';

describe('normaliseDigest', () => {
  test.each([HEX, `sha256:${HEX}`, `SHA256:${HEX.toUpperCase()}`, COLONS, `sha256:${COLONS}`, ` ${HEX} `])(
    'brings %j to one form',
    (text) => {
      expect(normaliseDigest(text)).toBe(`sha256:${HEX}`);
    },
  );

  test.each([
    '',
    HEX.slice(1),
    `${HEX}0`,
    `g${HEX.slice(1)}`,
    `sha1:${HEX}`,
    `sha256:sha256:${HEX}`,
    '0'.repeat(1_000_000),
    `${HEX.slice(1)}\0`,
  ])('finds no digest in %j', (text) => {
    expect(normaliseDigest(text)).toBeUndefined();
  });
});

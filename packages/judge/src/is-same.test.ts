import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSame } from './is-same.ts';

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

describe('being the same JSON', () => {
  test('is what comparing the parsed texts says, of values that are alike', () => {
    const value = fc.object({
      maxDepth: 3,
      key: fc.constantFrom('a', 'b', '__proto__'),
      values: [fc.constantFrom(1, 'x', null, true)],
    });
    fc.assert(
      fc.property(value, value, (a, b) => isSame(plain(a), plain(b)) === isDeepStrictEqual(plain(a), plain(b))),
      { numRuns: 2_000 },
    );
  });

  test.each([
    [{ a: 1, b: undefined }, { a: 1 }],
    [
      { a: { b: [1, { c: 2 }] }, d: 1 },
      { d: 1, a: { b: [1, { c: 2 }] } },
    ],
    [{ at: new Date(5) }, { at: new Date(5) }],
    [undefined, undefined],
  ])('%j is the same as %j', (a, b) => {
    expect(isSame(a, b)).toBe(true);
    expect(isSame(b, a)).toBe(true);
  });

  test.each([
    [{ a: null }, {}],
    [{ a: 1 }, { a: 1, b: 2 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [{ at: new Date(5) }, { at: new Date(6) }],
    [{ at: new Date(5) }, { at: {} }],
    [undefined, {}],
  ])('%j is not the same as %j', (a, b) => {
    expect(isSame(a, b)).toBe(false);
    expect(isSame(b, a)).toBe(false);
  });
});

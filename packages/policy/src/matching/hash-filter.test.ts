import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHashFilter, mayHaveHash } from './hash-filter.ts';

/** Neighbouring hashes, as those of names that differ in one character are. */
const hashesFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

test('never misses a hash that was added', () => {
  const hash = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(fc.array(hash, { maxLength: 200 }), (hashes) => {
      const filter = createHashFilter(hashes);
      expect(hashes.filter((added) => !mayHaveHash(filter, added))).toEqual([]);
    }),
  );
});

test.each([10, 1_000, 50_000, 66_000])('lets hardly any other hash pass when it holds %d', (count) => {
  const filter = createHashFilter(hashesFrom(0, count));
  expect(hashesFrom(count, 100_000).filter((other) => mayHaveHash(filter, other)).length).toBeLessThan(500);
});

test('takes room for what differs, not for what is repeated', () => {
  const repeated = createHashFilter(Array.from({ length: 100_000 }, (_, index) => index % 7));
  expect(repeated.near.words.length).toBe(createHashFilter(hashesFrom(0, 7)).near.words.length);
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countingText } from '../testing/counting-text.ts';
import { globMatcher } from './glob.ts';

describe('globMatcher', () => {
  test.each([
    ['HM 1S*', 'HM 1SW', true],
    ['HM 1S*', 'HM 1S', true],
    ['HM 1S*', 'HM 1', false],
    ['HM 1S*', 'XHM 1S', false],
    ['*1S*', 'HM 1SW', true],
    ['*1SW', 'HM 1SW', true],
    ['*1SW', 'HM 1SWX', false],
    ['2014011', '2014011', true],
    ['2014011', '20140111', false],
    ['NX*J', 'NX563J', true],
    ['NX*J', 'NX', false],
    ['a*a', 'a', false],
    ['ab*bc', 'abc', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'acb', false],
    ['*', '', true],
    ['**', 'anything', true],
    ['', '', true],
    ['', 'x', false],
    ['a.c', 'abc', false],
    ['hm*', 'HM', false],
  ])('%j on %j is %p', (pattern, text, expected) => {
    expect(globMatcher(pattern)(text)).toBe(expected);
  });

  test('agrees with a regular expression of the same meaning', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', '+'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '+'), maxLength: 12 });
    fc.assert(
      fc.property(piece, text, (pattern, candidate) => {
        const source = pattern.split('*').map((part) => part.replace(/[.+]/g, '\\$&'));
        expect(globMatcher(pattern)(candidate)).toBe(new RegExp(`^${source.join('.*')}$`, 's').test(candidate));
      }),
    );
  });

  test.each([
    ['*a*a*a*a*a*a*a*a*b', 'a'.repeat(100_000)],
    [`*${'a'.repeat(60)}b*`, 'a'.repeat(100_000)],
    [`*${'ab'.repeat(30)}c*x`, 'ab'.repeat(50_000)],
  ])('reads a text only a few times over, however it is made to backtrack: %j', (pattern, text) => {
    const counted = countingText(text);
    globMatcher(pattern)(counted.text);
    expect(counted.reads()).toBeLessThan(2 * text.length + 1_000);
  });
});

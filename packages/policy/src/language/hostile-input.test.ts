import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogueOf } from '../../cases/support/case-file.ts';
import { lintDocument, parsePolicy } from '../index.ts';

const catalogue = catalogueOf(undefined);
const KB = 1_024;

describe('hostile sources', () => {
  const sources: Record<string, string> = {
    'brackets without end': '['.repeat(255 * KB),
    'braces without end': '{a: '.repeat(60 * KB),
    'nested sequences in one line': '- '.repeat(127 * KB),
    'question marks': '? '.repeat(127 * KB),
    'a hundred thousand keys': Array.from({ length: 25 * KB }, (_, index) => `k${index}: 1\n`).join(''),
    'one key again and again': 'a: 1\n'.repeat(50 * KB),
    'one long line': 'a'.repeat(255 * KB),
    'one long quoted text': `"${'\\u0061'.repeat(40 * KB)}"`,
    'aliases of aliases': Array.from(
      { length: 5_000 },
      (_, index) => `- &a${index} [*a${Math.max(0, index - 1)}]\n`,
    ).join(''),
    'many documents': '---\na: 1\n'.repeat(20 * KB),
    tabs: '\t'.repeat(255 * KB),
    comments: '# a\n'.repeat(60 * KB),
    'a megabyte': 'x'.repeat(1_024 * KB),
    'a lone surrogate': 'a: "\ud800"',
    'folded lines': `a: >\n${'  x\n'.repeat(60 * KB)}`,
  };
  for (const [name, text] of Object.entries(sources)) {
    // What took time out of proportion would run into the test's own limit.
    test(`${name}: refused`, () => {
      expect(parsePolicy(text, 'yaml', catalogue).ok).toBe(false);
      expect(parsePolicy(text, 'json', catalogue).ok).toBe(false);
    });
  }

  test('any text at all is read without an exception', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.constantFrom('yaml' as const, 'json' as const),
        (text, format) => {
          expect(parsePolicy(text, format, catalogue)).toHaveProperty('ok');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('any value at all is linted without an exception', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.anything({ withNullPrototype: true, withObjectString: true }),
        (value, other) => {
          const nested = {
            apiVersion: 'cordon/v1',
            kind: 'Policy',
            metadata: value,
            spec: { rules: [other, value], evidence: other },
          };
          for (const document of [value, other, nested])
            expect(lintDocument(document, catalogue).faults.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('many faults are all found', () => {
    const vendors = Array.from({ length: 20_000 }, (_, index) => `nobody-${index}`);
    const rule = { id: 'v', vendor: { deny: vendors } };
    const { faults } = lintDocument(
      { apiVersion: 'cordon/v1', kind: 'Policy', metadata: { name: 'p' }, spec: { rules: [rule] } },
      catalogue,
    );
    expect(faults).toHaveLength(20_000);
  });
});

import { describe, expect, test } from '@jest/globals';
import { placeAt } from './place-at.ts';

/** The place of `|` in a text. */
function at(text: string) {
  const offset = text.indexOf('|');
  const { siblings, ...place } = placeAt(text.replace('|', ''), offset);
  return { ...place, path: place.path.join('/'), siblings: [...siblings] };
}

const RULES = 'spec:\n  rules:\n    - id: a\n      ';

describe('the place of a cursor in a policy', () => {
  test.each([
    ['a key of the document', 'kind: Policy\nsp|', 'either', '', 'sp', ['kind']],
    [
      'a key of a rule, beside those before and behind',
      `${RULES}se|\n      vendor: { deny: [x] }\n`,
      'either',
      'spec/rules/0',
      'se',
      ['id', 'vendor'],
    ],
    ['the value of a key', `${RULES}severity: hi|`, 'value', 'spec/rules/0/severity', 'hi', []],
    ['a list in brackets', `${RULES}vendor: { deny: [xiaomi, hua|`, 'value', 'spec/rules/0/vendor/deny/1', 'hua', []],
    ['a key in braces', `${RULES}egress: { data: [imei], de|`, 'key', 'spec/rules/0/egress', 'de', ['data']],
    ['a value in braces', `${RULES}service: { when: e|`, 'value', 'spec/rules/0/service/when', 'e', []],
    [
      'an entry on a line of its own',
      `${RULES}vendor:\n        deny:\n          - xiaomi\n          - h|`,
      'either',
      'spec/rules/0/vendor/deny/1',
      'h',
      [],
    ],
    ['a second rule', `${RULES}severity: low\n    - i|`, 'either', 'spec/rules/1', 'i', []],
    ['a list no deeper than its key', 'spec:\n  rules:\n  - id: a\n    se|', 'either', 'spec/rules/0', 'se', ['id']],
    [
      'brackets over several lines',
      `${RULES}vendor: { deny: [\n  xiaomi,\n  h|`,
      'value',
      'spec/rules/0/vendor/deny/1',
      'h',
      [],
    ],
    ['behind a list', `${RULES}vendor:\n        deny:\n          - x\n  app|`, 'either', 'spec', 'app', ['rules']],
  ])('%s', (_what, text, kind, path, word, siblings) => {
    expect(at(text)).toMatchObject({ kind, path, word });
    if (kind !== 'value') expect(at(text).siblings.sort()).toEqual(siblings.sort());
  });
});

import { describe, expect, test } from '@jest/globals';
import { addRule } from './add-rule.ts';

const RULE = { id: 'no-x', egress: { deny: { domains: ['x.example'] } }, severity: 'high' };
const LINES = '- id: no-x\n#  egress: { deny: { domains: ["x.example"] } }\n#  severity: high\n';
const lines = (indent: string) => indent + LINES.replaceAll('#', indent);

describe('a rule added to a source', () => {
  test('stands behind the last one, as deep, and nothing else changes', () => {
    const before = 'spec:\n  rules:\n    - id: a # why\n      freshness: { maxAge: P7D } # weekly\n';
    const after = '  # lab\n  evidence: []\n';
    expect(addRule(before + after, 'yaml', RULE)).toBe(before + lines('    ') + after);
    expect(addRule(before.trimEnd(), 'yaml', RULE)).toBe(before + lines('    '));
    const flat = 'spec:\n  rules:\n  - id: a\n    title: >-\n      two\n      lines\n';
    expect(addRule(`${flat}kind: Policy\n`, 'yaml', RULE)).toBe(`${flat}${lines('  ')}kind: Policy\n`);
  });

  test('gets an id that is free', () => {
    const twice = addRule(addRule('spec:\n  rules:\n    - id: no-x\n', 'yaml', RULE), 'yaml', RULE);
    expect(twice.match(/id: (\S+)/g)).toEqual(['id: no-x', 'id: no-x-2', 'id: no-x-3']);
  });

  test('joins rules in brackets, and those of JSON', () => {
    expect(addRule('spec: { rules: [{ id: a }] }', 'yaml', RULE)).toContain('no-x');
    expect(JSON.parse(addRule('{"spec":{"rules":[{"id":"a"}]}}', 'json', RULE)).spec.rules[1]).toEqual(RULE);
  });
});

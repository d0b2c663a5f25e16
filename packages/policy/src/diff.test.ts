import { describe, expect, test } from '@jest/globals';
import { diffPolicies } from './diff.ts';
import type { PolicyDocument } from './language/document.ts';

function policy(
  rules: PolicyDocument['spec']['rules'],
  appliesTo?: PolicyDocument['spec']['appliesTo'],
): PolicyDocument {
  return {
    apiVersion: 'cordon/v1',
    kind: 'Policy',
    metadata: { name: 'p' },
    spec: { rules, ...(appliesTo && { appliesTo }) },
  };
}

const vendor = { id: 'banned', vendor: { deny: ['xiaomi', 'huawei'] } };
const silent = { id: 'silent', freshness: { maxAge: 'P7D' } };

describe('diff of two states of a policy', () => {
  test('the order of rules and of alternatives is no change', () => {
    expect(
      diffPolicies(
        policy([vendor, silent]),
        policy([silent, { id: 'banned', vendor: { deny: ['huawei', 'xiaomi'] } }]),
      ),
    ).toEqual([]);
  });

  test('a rule added, one removed and one changed are told apart by id', () => {
    const changed = { id: 'banned', vendor: { deny: ['xiaomi', 'zte'] }, severity: 'critical' as const };
    expect(
      diffPolicies(policy([vendor, silent]), policy([changed, { id: 'new', freshness: { maxAge: 'P1D' } }])),
    ).toEqual([
      { kind: 'removed', pointer: '/spec/rules/1', part: { kind: 'rule', id: 'silent' }, before: silent },
      { kind: 'added', pointer: '/spec/rules/0/severity', part: { kind: 'rule', id: 'banned' }, after: 'critical' },
      { kind: 'added', pointer: '/spec/rules/0/vendor/deny', part: { kind: 'rule', id: 'banned' }, after: ['zte'] },
      {
        kind: 'removed',
        pointer: '/spec/rules/0/vendor/deny',
        part: { kind: 'rule', id: 'banned' },
        before: ['huawei'],
      },
      {
        kind: 'added',
        pointer: '/spec/rules/1',
        part: { kind: 'rule', id: 'new' },
        after: { id: 'new', freshness: { maxAge: 'P1D' } },
      },
    ]);
  });

  test('a scope that narrows is a change of the policy itself', () => {
    expect(diffPolicies(policy([vendor]), policy([vendor], { units: ['air-command'] }))).toEqual([
      { kind: 'added', pointer: '/spec/appliesTo', after: { units: ['air-command'] } },
    ]);
  });
});

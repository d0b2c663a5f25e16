import { describe, expect, test } from '@jest/globals';
import { baseCatalogue } from '../catalogue/index.ts';
import type { Evidence, FindingState } from '../types.ts';
import { describeForAdministrator } from './administrator.ts';

const OS = { name: 'android', version: '12', build: 'JHBMIBF30.0', securityPatch: '2025-01-05' };

function sentence(subject: string, expected: Evidence['expected']): string {
  const evidence = { reportId: 'r', pointer: '/device', observedAt: 0, observed: { os: OS }, expected, matched: [] };
  const finding: FindingState = {
    policyName: 'p',
    ruleId: 'patched',
    ruleType: 'os',
    subject,
    status: 'open',
    severity: 'high',
    firstSeen: 0,
    lastSeen: 0,
    reopened: 0,
    evidence: [evidence],
    policyVersion: 1,
  };
  return describeForAdministrator(finding, baseCatalogue());
}

describe('a finding of the system is a sentence', () => {
  test.each([
    [
      'minimum-version',
      { minimum: { android: '13' } },
      'android 12 is older than 13, the least version that rule patched allows.',
    ],
    [
      'patch-age',
      { maxPatchAge: 'P90D' },
      'The security patch of 2025-01-05 is older than the 90 days that rule patched allows.',
    ],
    [
      'denied-system',
      { deny: [{ vendor: 'xiaomi', build: '< JHCMIBH45.0' }] },
      'android 12 (build JHBMIBF30.0) is banned by rule patched (vendor xiaomi, build < JHCMIBH45.0).',
    ],
  ])('%s', (subject, expected, text) => {
    expect(sentence(subject, expected)).toBe(text);
  });
});

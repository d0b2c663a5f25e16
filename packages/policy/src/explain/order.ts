import { compareText } from '../language/fault.ts';
import type { FindingState, RuleType, Severity } from '../types.ts';

const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];

/** 0 for `info` to 4 for `critical`. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

const RULE_TYPES: readonly RuleType[] = [
  'identity',
  'vendor',
  'service',
  'egress',
  'app',
  'os',
  'posture',
  'freshness',
];

/** Place of a type of rule in what a person is told: what the device is, what it does, how it is set. */
export function ruleTypeRank(type: RuleType): number {
  return RULE_TYPES.indexOf(type);
}

/** Order in which findings are shown one by one: the most severe first, then by type of rule; the same every time. */
export function compareFindings(left: FindingState, right: FindingState): number {
  return (
    severityRank(right.severity) - severityRank(left.severity) ||
    ruleTypeRank(left.ruleType) - ruleTypeRank(right.ruleType) ||
    compareText(left.policyName, right.policyName) ||
    compareText(left.ruleId, right.ruleId) ||
    compareText(left.subject, right.subject)
  );
}

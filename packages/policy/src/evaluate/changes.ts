import { Severity } from '../language/rule.ts';
import type { FindingChange, FindingState } from '../types.ts';
import { stableJson } from './stable-json.ts';

/** Identity of a finding within a device. */
export function findingKey({
  policyName,
  ruleId,
  subject,
}: Pick<FindingState, 'policyName' | 'ruleId' | 'subject'>): string {
  return `${policyName}\n${ruleId}\n${subject}`;
}

/** What happened to each finding, in the order of `after`. Several things may have happened to one. */
export function changesBetween(before: readonly FindingState[], after: readonly FindingState[]): FindingChange[] {
  if (before.length === 0) return after.map((finding) => ({ kind: 'opened', finding }));
  const former = new Map(before.map((finding) => [findingKey(finding), finding]));
  return after.flatMap((finding) =>
    kindsOf(former.get(findingKey(finding)), finding).map((kind) => ({ kind, finding })),
  );
}

function kindsOf(before: FindingState | undefined, after: FindingState): FindingChange['kind'][] {
  if (before === after) return [];
  if (!before) return ['opened'];
  if (after.status === 'resolved') return before.status === 'resolved' ? [] : ['resolved'];
  if (before.status === 'resolved') return after.reopened > before.reopened ? ['reopened'] : ['opened'];
  const kinds: FindingChange['kind'][] = [];
  if (Severity.options.indexOf(after.severity) > Severity.options.indexOf(before.severity))
    kinds.push('severity-raised');
  if (before.status === 'in-grace' && after.status === 'open') kinds.push('grace-ended');
  if (before.status !== 'waived' && after.status === 'waived') kinds.push('waived');
  if (before.status === 'waived' && after.status !== 'waived') kinds.push('waiver-ended');
  if (kinds.length > 0) return kinds;
  return stableJson(before) === stableJson(after) ? [] : ['updated'];
}

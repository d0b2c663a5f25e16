import type { FindingState, NotEvaluated, Verdict, VerdictReason } from '../types.ts';

export interface VerdictInput {
  findings: readonly FindingState[];
  notEvaluated: readonly NotEvaluated[];
  hasReport: boolean;
  hasPolicy: boolean;
}

/** The verdict and all that decided it: the first that holds of the order in policy.md, "Evaluation" 4. */
export function decideVerdict({ findings, notEvaluated, hasReport, hasPolicy }: VerdictInput): {
  verdict: Verdict;
  reasons: VerdictReason[];
} {
  const failing = findings.filter(({ status, severity }) => status !== 'resolved' && severity !== 'info');
  const open = failing.filter(({ status }) => status === 'open');
  const violations = open.filter(({ ruleType }) => ruleType !== 'freshness');
  if (violations.length > 0) return { verdict: 'non-compliant', reasons: violations.map(findingReason) };
  if (open.length > 0)
    return { verdict: 'stale', reasons: open.map((finding) => ({ ...findingReason(finding), code: 'stale' })) };
  const unknown = unknownReasons(notEvaluated, hasReport, hasPolicy);
  if (unknown.length > 0) return { verdict: 'unknown', reasons: unknown };
  const inGrace = failing.filter(({ status }) => status === 'in-grace');
  if (inGrace.length > 0) return { verdict: 'in-grace', reasons: inGrace.map(findingReason) };
  if (failing.length > 0) return { verdict: 'waived', reasons: failing.map(findingReason) };
  return { verdict: 'compliant', reasons: [{ code: 'all-rules-met' }] };
}

function findingReason({ policyName, ruleId, subject }: FindingState): VerdictReason {
  return { code: 'finding', policyName, ruleId, subject };
}

function unknownReasons(
  notEvaluated: readonly NotEvaluated[],
  hasReport: boolean,
  hasPolicy: boolean,
): VerdictReason[] {
  if (!hasPolicy) return [{ code: 'no-policy' }];
  if (!hasReport) return [{ code: 'no-report' }];
  const distinct = new Map<string, VerdictReason>();
  for (const { policyName, ruleId, onMissing, reason, section } of notEvaluated) {
    if (onMissing === 'ignore') continue;
    const detail = section === undefined ? reason : `${reason}:${section}`;
    const key = `${policyName}\n${ruleId}\n${detail}`;
    if (!distinct.has(key)) distinct.set(key, { code: 'not-evaluated', policyName, ruleId, detail });
  }
  return [...distinct.values()];
}

import type { FindingState, NotEvaluated } from '../types.ts';
import { stampEvidence } from './evidence.ts';
import { type Conflict, findConflicts } from './find-conflicts.ts';
import { confirmationKey } from './identity-confirmation.ts';
import { MAX_EVIDENCE } from './outcome.ts';
import type { Run } from './run.ts';

/** Names of the one rule that is built in: no policy turns it off, no waiver covers it. */
export const BUILT_IN_POLICY = 'cordon';
export const IDENTITY_CONFLICT = 'identity-conflict';

/**
 * Findings of `identity-conflict`. They open on a contradiction, gather evidence of others, and are resolved by an
 * administrator's confirmation alone (or by enrolling anew), both of which are done outside an evaluation.
 */
export function foldIdentity(
  previous: readonly FindingState[],
  run: Run,
  confirmed: readonly string[],
  notEvaluated: NotEvaluated[],
): FindingState[] {
  const { conflicts, failed } = findConflicts(run);
  if (failed > 0) {
    const names = { policyName: BUILT_IN_POLICY, ruleId: IDENTITY_CONFLICT };
    notEvaluated.push({ ...names, onMissing: 'unknown', reason: 'rule-error' });
  }
  if (conflicts.length === 0) return [...previous];
  const found = new Map<string, Conflict>();
  for (const conflict of conflicts) {
    if (!confirmed.includes(confirmationKey(conflict.subject, conflict.evidence.observed))) {
      found.set(conflict.subject, conflict);
    }
  }
  const folded = previous.map((finding) => {
    const conflict = found.get(finding.subject);
    found.delete(finding.subject);
    return conflict ? addConflict(finding, conflict, run) : finding;
  });
  for (const conflict of found.values()) folded.push(openConflict(conflict, run));
  return folded;
}

function openConflict(conflict: Conflict, run: Run): FindingState {
  const { report, now } = run.context;
  return {
    policyName: BUILT_IN_POLICY,
    ruleId: IDENTITY_CONFLICT,
    ruleType: 'identity',
    subject: conflict.subject,
    status: 'open',
    severity: 'critical',
    firstSeen: report?.receivedAt ?? now,
    lastSeen: report?.validAt ?? now,
    reopened: 0,
    evidence: [stampEvidence(conflict.evidence, run)],
    advice: 'contact-security-officer',
    policyVersion: 0,
  };
}

/** New values are added to an open conflict and reopen a confirmed one; the same values again change nothing. */
function addConflict(finding: FindingState, conflict: Conflict, run: Run): FindingState {
  const key = confirmationKey(conflict.subject, conflict.evidence.observed);
  const isKnown = finding.evidence.some((piece) => confirmationKey(finding.subject, piece.observed) === key);
  if (isKnown && finding.status !== 'resolved') return finding;
  const { resolvedAt: _at, resolvedReason, ...rest } = finding;
  const piece = stampEvidence(conflict.evidence, run);
  const evidence = isKnown ? finding.evidence : [piece, ...finding.evidence].slice(0, MAX_EVIDENCE);
  return {
    ...rest,
    status: 'open',
    lastSeen: Math.max(finding.lastSeen, piece.observedAt),
    evidence,
    reopened: finding.reopened + (resolvedReason ? 1 : 0),
  };
}

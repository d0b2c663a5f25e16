import type { Compiled } from '../compile/compiled.ts';
import type { Citations, EvaluationContext, FindingState, Verdict, VerdictReason } from '../types.ts';
import { findingKey } from './changes.ts';
import { evaluate } from './evaluate.ts';
import { decideVerdict } from './verdict.ts';

/**
 * The verdict for the valid time of a late report (`context.report`, of a lower `seq` than one judged), by policies
 * and catalogue in force then (`compiled`) and the present IP database. It is for the history alone: nothing is
 * opened, closed or dated, and no grace starts, so that a failure that was not known then counts as it stands.
 */
export function evaluateLate(
  compiled: Compiled,
  context: EvaluationContext,
): { verdict: Verdict; reasons: readonly VerdictReason[]; citations: Citations } {
  const { report } = context;
  if (!report) throw new TypeError('evaluateLate needs a report');
  const then = report.validAt;
  const findings = context.findings.filter((finding) => isUnresolvedAt(finding, then)).map(asOfThen);
  const known = new Set(findings.map(findingKey));
  const evaluation = evaluate(compiled, {
    ...context,
    now: then,
    mode: 'new',
    identity: undefined,
    sequenceConflicts: [],
    // At its valid time the device was heard from, whenever the report arrived.
    report: { ...report, receivedAt: then },
    findings,
  });
  const judged = evaluation.findings.map((finding) =>
    known.has(findingKey(finding)) || finding.status !== 'in-grace' ? finding : { ...finding, status: 'open' as const },
  );
  const hasReason = (code: VerdictReason['code']): boolean => evaluation.reasons.some((reason) => reason.code === code);
  const { verdict, reasons } = decideVerdict({
    findings: judged,
    notEvaluated: evaluation.notEvaluated,
    hasReport: true,
    hasPolicy: !hasReason('no-policy'),
  });
  return { verdict, reasons, citations: evaluation.citations };
}

function isUnresolvedAt({ firstSeen, resolvedAt }: FindingState, at: number): boolean {
  return firstSeen <= at && (resolvedAt === undefined || resolvedAt > at);
}

/** A finding that has been resolved since, as it was before that. */
function asOfThen(finding: FindingState): FindingState {
  if (finding.status !== 'resolved') return finding;
  const { resolvedAt: _at, resolvedReason: _reason, remediation: _remediation, ...rest } = finding;
  return { ...rest, status: 'open' };
}

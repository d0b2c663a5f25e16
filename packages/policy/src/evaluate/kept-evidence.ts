import type { CompiledRule } from '../compile/compiled.ts';
import type { Evidence, FindingState } from '../types.ts';
import { viewOfEvidence } from './evidence.ts';
import { judgeRule } from './judge.ts';
import type { Run } from './run.ts';

/** Judges the evidence kept in open findings of a rule again; gives what still fails, by the subject it fails for now. */
export function rejudgeEvidence(
  rule: CompiledRule,
  findings: readonly FindingState[],
  run: Run,
): Map<string, Evidence[]> {
  const bySubject = new Map<string, Evidence[]>();
  for (const finding of findings) {
    for (const evidence of finding.evidence) {
      for (const [subject, piece] of rejudgePiece(rule, finding, evidence, run)) {
        const list = bySubject.get(subject);
        if (list) list.push(piece);
        else bySubject.set(subject, [piece]);
      }
    }
  }
  return bySubject;
}

/**
 * One piece of evidence by the rules, catalogue and IP database now in force. Failing for its own subject, it stays
 * there; failing for others only (the rule now asks for other data), it moves; undecidable, it stays as it is.
 */
function rejudgePiece(rule: CompiledRule, finding: FindingState, evidence: Evidence, run: Run): [string, Evidence][] {
  const view = viewOfEvidence(evidence, run);
  if (!view) return [[finding.subject, evidence]];
  const outcome = judgeRule(rule, view);
  const failures = outcome.failures.map(({ subject, evidence: [draft] }): [string, Evidence] => [
    subject,
    {
      ...evidence,
      catalogueEntry: undefined,
      place: undefined,
      ...draft,
      reportId: evidence.reportId,
      observedAt: evidence.observedAt,
    },
  ]);
  const own = failures.filter(([subject]) => subject === finding.subject);
  if (own.length > 0) return own.map(withoutUndefined);
  if (failures.length > 0) return failures.map(withoutUndefined);
  const isOpenQuestion = outcome.undecided.some(({ reason }) => reason !== 'section-missing');
  return isOpenQuestion ? [[finding.subject, evidence]] : [];
}

function withoutUndefined([subject, { catalogueEntry, place, ...rest }]: [string, Evidence]): [string, Evidence] {
  return [
    subject,
    { ...rest, ...(catalogueEntry === undefined ? {} : { catalogueEntry }), ...(place === undefined ? {} : { place }) },
  ];
}

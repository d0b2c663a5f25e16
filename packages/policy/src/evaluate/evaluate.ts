import type { Compiled, CompiledRule } from '../compile/compiled.ts';
import { compareText } from '../language/fault.ts';
import type { Evaluation, EvaluationContext, FindingState, NotEvaluated } from '../types.ts';
import { changesBetween } from './changes.ts';
import { foldAll, type Judged, ruleKey } from './fold-all.ts';
import { judgeFreshness } from './freshness.ts';
import { nextIdentity } from './identity.ts';
import { confirmedConflicts } from './identity-confirmation.ts';
import { judgeRule, notEvaluatedOf } from './judge.ts';
import { nextChangeOf } from './next-change.ts';
import { createRun, type Run } from './run.ts';
import { appliesToDevice } from './scope.ts';
import { activeWaiver, withStatus } from './status.ts';
import { decideVerdict } from './verdict.ts';

/**
 * Judges a device: the report in `context`, or again the last one, or that there is none. Pure, total and
 * deterministic: the same input gives the same output, byte for byte, whatever the order of policies; what breaks
 * one rule is reported as `rule-error` and stops no other.
 */
export function evaluate(compiled: Compiled, context: EvaluationContext): Evaluation {
  const confirmed = confirmedConflicts(context.identity, context.findings);
  const identity = nextIdentity(context, confirmed);
  const run = createRun(compiled, context, identity);
  const judged = judgeAll(run);
  const notEvaluated = notEvaluatedIn(judged);
  const findings = foldAll(judged, run, confirmed, notEvaluated)
    .map((finding) => withStatus(finding, context.waivers, context.now))
    .sort(byIdentity);
  const rules = judged.map(({ rule }) => rule);
  const { verdict, reasons } = decideVerdict({
    findings,
    notEvaluated,
    hasReport: context.report !== undefined,
    hasPolicy: judged.length > 0,
  });
  return {
    verdict,
    reasons,
    findings,
    changes: changesBetween(context.findings, findings),
    notEvaluated,
    nextChangeAt: nextChangeOf(rules, findings, context),
    identity,
    remediationsToReview: contradicted(findings),
    waiversToReview: changedWaivers(rules, findings, context),
    citations: {
      policies: compiled.cited,
      catalogueVersion: compiled.catalogue.version,
      placeDatabaseDate: context.placeDatabaseDate,
      epoch: context.epoch,
    },
  };
}

/** Every rule of the policies that apply, judged for the report, in order of policy name. */
function judgeAll({ compiled, context, view }: Run): Judged[] {
  const judged: Judged[] = [];
  for (const policy of compiled.policies) {
    if (!appliesToDevice(policy.appliesTo, context)) continue;
    for (const rule of policy.rules) {
      const outcome = rule.type === 'freshness' ? judgeFreshness(rule, context) : view && judgeRule(rule, view);
      judged.push({ policy, rule, outcome });
    }
  }
  return judged;
}

function notEvaluatedIn(judged: readonly Judged[]): NotEvaluated[] {
  const entries: NotEvaluated[] = [];
  for (const { rule, outcome } of judged) {
    if (outcome && outcome.undecided.length > 0) entries.push(...notEvaluatedOf(rule, outcome));
  }
  return entries;
}

function byIdentity(a: FindingState, b: FindingState): number {
  return (
    compareText(a.policyName, b.policyName) || compareText(a.ruleId, b.ruleId) || compareText(a.subject, b.subject)
  );
}

function contradicted(findings: readonly FindingState[]): string[] {
  const ids: string[] = [];
  for (const { status, policyName, despiteRemediation } of findings) {
    if (status !== 'resolved' && despiteRemediation !== undefined) ids.push(`${policyName}/${despiteRemediation}`);
  }
  return ids.length === 0 ? ids : [...new Set(ids)].sort(compareText);
}

/** Waivers in use whose rule is no longer the one that was waived. */
function changedWaivers(
  rules: readonly CompiledRule[],
  findings: readonly FindingState[],
  { waivers, now }: EvaluationContext,
): string[] {
  if (waivers.length === 0) return [];
  const hashes = new Map(rules.map((rule) => [ruleKey(rule.policyName, rule.id), rule.hash]));
  const ids = findings.flatMap((finding) => {
    const waiver = finding.status === 'resolved' ? undefined : activeWaiver(finding, waivers, now);
    const hash = hashes.get(ruleKey(finding.policyName, finding.ruleId));
    return waiver && hash !== undefined && waiver.ruleHash !== hash ? [waiver.id] : [];
  });
  return [...new Set(ids)].sort(compareText);
}

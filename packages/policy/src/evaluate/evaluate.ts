import type { Compiled, CompiledPolicy, CompiledRule } from '../compile/compiled.ts';
import { compareText } from '../language/fault.ts';
import type { Citations, Evaluation, EvaluationContext, FindingState, NotEvaluated } from '../types.ts';
import { changesBetween } from './changes.ts';
import { foldRule, REOPEN_WITHIN_MS, resolve } from './fold.ts';
import { judgeFreshness } from './freshness.ts';
import { nextIdentity } from './identity.ts';
import { confirmedConflicts, foldIdentity } from './identity-conflict.ts';
import { judgeRule, notEvaluatedOf } from './judge.ts';
import { nextChangeOf } from './next-change.ts';
import type { RuleOutcome } from './outcome.ts';
import { createRun, type Run } from './run.ts';
import { appliesToDevice } from './scope.ts';
import { activeWaiver, withStatus } from './status.ts';
import { decideVerdict } from './verdict.ts';
import { createView } from './view.ts';

/** A rule that applies to the device, and what it says; `outcome` is absent where there is no report to judge. */
interface Judged {
  policy: CompiledPolicy;
  rule: CompiledRule;
  outcome: RuleOutcome | undefined;
}

/**
 * Judges a device: the report in `context`, or again the last one, or that there is none. Pure, total and
 * deterministic: the same input gives the same output, byte for byte, whatever the order of policies; what breaks
 * one rule is reported as `rule-error` and stops no other.
 */
export function evaluate(compiled: Compiled, context: EvaluationContext): Evaluation {
  const confirmed = confirmedConflicts(context.identity, context.findings);
  const known = nextIdentity(context);
  const identity = known && confirmed.length > 0 ? { ...known, confirmed } : known;
  const run = createRun(compiled, context, identity);
  const judged = judgeAll(run);
  const findings = foldAll(judged, run, confirmed)
    .map((finding) => withStatus(finding, context.waivers, context.now))
    .sort(byIdentity);
  const notEvaluated = judged.flatMap(({ rule, outcome }) => (outcome ? notEvaluatedOf(rule, outcome) : []));
  const rules = judged.map(({ rule }) => rule);
  const nextChangeAt = nextChangeOf(rules, findings, context);
  return {
    ...decideVerdict({ findings, notEvaluated, hasReport: context.report !== undefined, hasPolicy: judged.length > 0 }),
    findings,
    changes: changesBetween(context.findings, findings),
    notEvaluated: sortNotEvaluated(notEvaluated),
    ...(nextChangeAt === undefined ? {} : { nextChangeAt }),
    ...(identity ? { identity } : {}),
    remediationsToReview: contradicted(findings),
    waiversToReview: changedWaivers(rules, findings, context),
    citations: citationsOf(compiled, context),
  };
}

/** Every rule of the policies that apply, judged for the report. */
function judgeAll(run: Run): Judged[] {
  const { compiled, context, viewInput } = run;
  const view = context.report && createView(context.report.facts, viewInput, { reduced: context.report.reduced ?? {} });
  return compiled.policies
    .filter((policy) => appliesToDevice(policy.appliesTo, context))
    .flatMap((policy) =>
      policy.rules.map((rule): Judged => {
        if (rule.type === 'freshness') return { policy, rule, outcome: judgeFreshness(rule, context) };
        return { policy, rule, outcome: view && judgeRule(rule, view) };
      }),
    );
}

function foldAll(judged: readonly Judged[], run: Run, confirmed: readonly string[]): FindingState[] {
  const { context, compiled } = run;
  const byRule = new Map<string, FindingState[]>();
  const identityFindings: FindingState[] = [];
  for (const finding of context.findings) {
    if (finding.ruleType === 'identity') identityFindings.push(finding);
    else if (!isForgotten(finding, context)) pushTo(byRule, ruleKey(finding.policyName, finding.ruleId), finding);
  }
  const folded = judged.flatMap(({ policy, rule, outcome }) => {
    const key = ruleKey(rule.policyName, rule.id);
    const all = byRule.get(key) ?? [];
    byRule.delete(key);
    const previous = all.map((finding) =>
      finding.ruleType === rule.type || finding.status === 'resolved' ? finding : resolve(finding, 'rule-gone', run),
    );
    return outcome || previous.length > 0 ? foldRule({ run, policy, rule, outcome, previous }) : [];
  });
  const left = [...byRule.values()].flat().map((finding) => {
    if (finding.status === 'resolved') return finding;
    const exists = compiled.policies.some(
      ({ name, rules }) => name === finding.policyName && rules.some(({ id }) => id === finding.ruleId),
    );
    return resolve(finding, exists ? 'out-of-scope' : 'rule-gone', run);
  });
  return [
    ...folded,
    ...left,
    ...foldIdentity(
      identityFindings.filter((finding) => !isForgotten(finding, context)),
      run,
      confirmed,
    ),
  ];
}

function ruleKey(policyName: string, ruleId: string): string {
  return `${policyName}\n${ruleId}`;
}

function pushTo(map: Map<string, FindingState[]>, key: string, finding: FindingState): void {
  const list = map.get(key);
  if (list) list.push(finding);
  else map.set(key, [finding]);
}

function isForgotten({ status, resolvedAt }: FindingState, { now }: EvaluationContext): boolean {
  return status === 'resolved' && resolvedAt !== undefined && now - resolvedAt > REOPEN_WITHIN_MS;
}

function byIdentity(a: FindingState, b: FindingState): number {
  return (
    compareText(a.policyName, b.policyName) || compareText(a.ruleId, b.ruleId) || compareText(a.subject, b.subject)
  );
}

function sortNotEvaluated(entries: readonly NotEvaluated[]): NotEvaluated[] {
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort(
      (a, b) =>
        compareText(a.entry.policyName, b.entry.policyName) ||
        compareText(a.entry.ruleId, b.entry.ruleId) ||
        a.index - b.index,
    )
    .map(({ entry }) => entry);
}

function contradicted(findings: readonly FindingState[]): string[] {
  const ids = findings.flatMap(({ status, policyName, despiteRemediation }) =>
    status === 'resolved' || despiteRemediation === undefined ? [] : [`${policyName}/${despiteRemediation}`],
  );
  return [...new Set(ids)].sort(compareText);
}

/** Waivers in use whose rule is no longer the one that was waived. */
function changedWaivers(
  rules: readonly CompiledRule[],
  findings: readonly FindingState[],
  { waivers, now }: EvaluationContext,
): string[] {
  const hashes = new Map(rules.map((rule) => [ruleKey(rule.policyName, rule.id), rule.hash]));
  const ids = findings.flatMap((finding) => {
    const waiver = finding.status === 'resolved' ? undefined : activeWaiver(finding, waivers, now);
    const hash = hashes.get(ruleKey(finding.policyName, finding.ruleId));
    return waiver && hash !== undefined && waiver.ruleHash !== hash ? [waiver.id] : [];
  });
  return [...new Set(ids)].sort(compareText);
}

/** What the verdict rests on. All policies in force are cited, since that one does not apply is part of the verdict. */
function citationsOf(compiled: Compiled, context: EvaluationContext): Citations {
  return {
    policies: compiled.policies.map(({ name, version, hash }) => ({ name, version, hash })),
    catalogueVersion: compiled.catalogue.version,
    ...(context.placeDatabaseDate === undefined ? {} : { placeDatabaseDate: context.placeDatabaseDate }),
    epoch: context.epoch,
  };
}

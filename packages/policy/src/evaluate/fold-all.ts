import type { CompiledPolicy, CompiledRule } from '../compile/compiled.ts';
import type { EvaluationContext, FindingState, NotEvaluated } from '../types.ts';
import { foldRule, REOPEN_WITHIN_MS, resolve } from './fold.ts';
import { foldIdentity } from './identity-conflict.ts';
import type { RuleOutcome } from './outcome.ts';
import type { Run } from './run.ts';

/** A rule that applies to the device, and what it says; `outcome` is absent where there is no report to judge. */
export interface Judged {
  policy: CompiledPolicy;
  rule: CompiledRule;
  outcome: RuleOutcome | undefined;
}

/** Names a rule within an organisation. */
export function ruleKey(policyName: string, ruleId: string): string {
  return `${policyName}\n${ruleId}`;
}

/**
 * All findings of the device after this evaluation: those of the rules that apply, those whose rule applies no longer,
 * those of identity. What identity could not look at is added to `notEvaluated`.
 */
export function foldAll(
  judged: readonly Judged[],
  run: Run,
  confirmed: readonly string[],
  notEvaluated: NotEvaluated[],
): FindingState[] {
  const { byRule, ofIdentity } = groupFindings(run.context);
  const findings: FindingState[] = [];
  for (const { policy, rule, outcome } of judged) {
    const previous = byRule.size === 0 ? NO_FINDINGS : takeFindings(byRule, rule, run);
    if (previous.length === 0 && (!outcome || outcome.failures.length === 0)) continue;
    findings.push(...foldRule({ run, policy, rule, outcome, previous }));
  }
  for (const left of byRule.values()) findings.push(...left.map((finding) => withoutRule(finding, run)));
  findings.push(...foldIdentity(ofIdentity, run, confirmed, notEvaluated));
  return findings;
}

const NO_FINDINGS: readonly FindingState[] = Object.freeze([]);

interface Groups {
  byRule: Map<string, FindingState[]>;
  ofIdentity: readonly FindingState[];
}

const NO_GROUPS: Groups = Object.freeze({ byRule: new Map(), ofIdentity: NO_FINDINGS });

/** The findings of before, without those resolved too long ago to matter. */
function groupFindings(context: EvaluationContext): Groups {
  if (context.findings.length === 0) return NO_GROUPS;
  const byRule = new Map<string, FindingState[]>();
  const ofIdentity: FindingState[] = [];
  for (const finding of context.findings) {
    if (isForgotten(finding, context)) continue;
    if (finding.ruleType === 'identity') ofIdentity.push(finding);
    else {
      const key = ruleKey(finding.policyName, finding.ruleId);
      const list = byRule.get(key);
      if (list) list.push(finding);
      else byRule.set(key, [finding]);
    }
  }
  return { byRule, ofIdentity };
}

function isForgotten({ status, resolvedAt }: FindingState, { now }: EvaluationContext): boolean {
  return status === 'resolved' && resolvedAt !== undefined && now - resolvedAt > REOPEN_WITHIN_MS;
}

/** Takes a rule's findings out of the map. One of another type was of a rule that only had the same id. */
function takeFindings(byRule: Map<string, FindingState[]>, rule: CompiledRule, run: Run): readonly FindingState[] {
  const key = ruleKey(rule.policyName, rule.id);
  const found = byRule.get(key);
  if (!found) return NO_FINDINGS;
  byRule.delete(key);
  return found.map((finding) =>
    finding.ruleType === rule.type || finding.status === 'resolved' ? finding : resolve(finding, 'rule-gone', run),
  );
}

/** A finding whose rule is gone, or does not apply to the device any more. */
function withoutRule(finding: FindingState, run: Run): FindingState {
  if (finding.status === 'resolved') return finding;
  const policy = run.compiled.policies.find(({ name }) => name === finding.policyName);
  const exists = policy?.rules.some(({ id }) => id === finding.ruleId);
  return resolve(finding, exists ? 'out-of-scope' : 'rule-gone', run);
}

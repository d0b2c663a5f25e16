import type { CompiledRule } from '../compile/compiled.ts';
import type { NotEvaluated } from '../types.ts';
import type { RuleOutcome } from './outcome.ts';
import type { ReportView } from './view.ts';

/** Most entries that one rule adds to `notEvaluated`: a report may have 2,000 connections of unknown places. */
const MAX_NOT_EVALUATED = 100;

/** Judges a rule. INVARIANT: total; whatever an input does to one rule becomes that rule's `rule-error` and stops no other. */
export function judgeRule(rule: CompiledRule, view: ReportView): RuleOutcome {
  try {
    return rule.judge(view);
  } catch {
    return { failures: [], undecided: [{ reason: 'rule-error', subjects: 'all' }] };
  }
}

/** What a rule could not decide, as the evaluation reports it. */
export function notEvaluatedOf(rule: CompiledRule, outcome: RuleOutcome): NotEvaluated[] {
  return outcome.undecided.slice(0, MAX_NOT_EVALUATED).map(({ reason, section, pointer }) => ({
    policyName: rule.policyName,
    ruleId: rule.id,
    onMissing: rule.onMissing,
    reason,
    ...(section === undefined ? {} : { section }),
    ...(pointer === undefined ? {} : { pointer }),
  }));
}

/** Whether the rule was evaluated for a subject: nothing that it could not decide may have been about that one. */
export function isDecided(outcome: RuleOutcome, subject: string): boolean {
  return outcome.undecided.every(({ subjects }) => subjects !== 'all' && !subjects.includes(subject));
}

import type { CompiledRule } from '../compile/compiled.ts';
import type { EvaluationContext, Instant } from '../types.ts';
import { draftEvidence, type RuleOutcome } from './outcome.ts';

/** Subject of every freshness finding. */
export const SILENT = 'silent';

/** When a device falls silent under a rule: `maxAge` after the receipt of its last report, before the first after its enrolment. */
export function silentFrom(maxAgeMs: number, context: EvaluationContext): Instant {
  return lastHeardOf(context) + maxAgeMs;
}

/** Judges a freshness rule; unlike the others it needs no report. */
export function judgeFreshness(rule: CompiledRule, context: EvaluationContext): RuleOutcome {
  const since = silentFrom(rule.maxAgeMs ?? 0, context);
  if (context.now < since) return { failures: [], undecided: [] };
  const observed = { lastReceivedAt: context.report ? new Date(context.report.receivedAt).toISOString() : null };
  const matched = [{ condition: 'silent-since', value: new Date(since).toISOString() }];
  const evidence = draftEvidence('', observed, { maxAgeSeconds: (rule.maxAgeMs ?? 0) / 1_000 }, matched);
  return { failures: [{ subject: SILENT, evidence: [evidence], since }], undecided: [] };
}

function lastHeardOf({ report, device }: EvaluationContext): Instant {
  return report?.receivedAt ?? device.enrolledAt;
}

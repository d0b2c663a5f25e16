import type { CompiledRule } from '../compile/compiled.ts';
import type { EvaluationContext, FindingState, Instant, WaiverInput } from '../types.ts';
import { silentFrom } from './freshness.ts';
import { patchExpiry } from './rules/os.ts';
import { activeWaiver, statusAt } from './status.ts';

/**
 * The first instant after `now` at which time alone changes the verdict or the status of a finding behind it: a
 * grace or a waiver ends or begins (or another takes its place), the device falls silent, its security patch grows too old. At that instant the
 * evaluation gives something else, and at none before it.
 */
export function nextChangeOf(
  rules: readonly CompiledRule[],
  findings: readonly FindingState[],
  context: EvaluationContext,
): Instant | undefined {
  let next: Instant | undefined;
  const consider = (at: Instant): void => {
    if (at > context.now && (next === undefined || at < next)) next = at;
  };
  for (const rule of rules) considerAges(rule, context, consider);
  for (const finding of findings) considerStatus(finding, context, consider);
  return next;
}

type Consider = (at: Instant) => void;

/** When a rule that is met will fail because of time alone. */
function considerAges({ maxAgeMs, maxPatchAgeMs }: CompiledRule, context: EvaluationContext, consider: Consider): void {
  if (maxAgeMs !== undefined) consider(silentFrom(maxAgeMs, context));
  const patch = maxPatchAgeMs === undefined ? undefined : context.report?.facts.device.os.securityPatch;
  if (patch && maxPatchAgeMs !== undefined) consider(patchExpiry(patch, maxPatchAgeMs));
}

/** Status and the waiver that gives it: a finding does not stay with a waiver that has ended. */
function stateAt(finding: FindingState, waivers: readonly WaiverInput[], at: Instant): string {
  return `${statusAt(finding, waivers, at)} ${activeWaiver(finding, waivers, at)?.id ?? ''}`;
}

/** The instants at which an unresolved finding has another status or waiver. */
function considerStatus(finding: FindingState, { waivers, now }: EvaluationContext, consider: Consider): void {
  if (finding.status === 'resolved') return;
  const current = stateAt(finding, waivers, now);
  const considerIfOther = (at: Instant): void => {
    if (at > now && stateAt(finding, waivers, at) !== current) consider(at);
  };
  if (finding.dueAt !== undefined) considerIfOther(finding.dueAt);
  for (const { policyName, ruleId, from, until } of waivers) {
    if (policyName !== finding.policyName || ruleId !== finding.ruleId) continue;
    considerIfOther(from);
    considerIfOther(until);
  }
}

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
  const candidates = [...ageLimits(rules, context), ...statusChanges(findings, context)].filter(
    (at) => at > context.now,
  );
  return candidates.length > 0 ? Math.min(...candidates) : undefined;
}

/** When a rule that is met will fail because of time alone. */
function ageLimits(rules: readonly CompiledRule[], context: EvaluationContext): Instant[] {
  const patch = context.report?.facts.device.os.securityPatch;
  return rules
    .flatMap(({ maxAgeMs, maxPatchAgeMs }) => [
      ...(maxAgeMs === undefined ? [] : [silentFrom(maxAgeMs, context)]),
      ...(maxPatchAgeMs === undefined || !patch ? [] : [patchExpiry(patch, maxPatchAgeMs)]),
    ])
    .filter((at) => !Number.isNaN(at));
}

/** Status and the waiver that gives it: a finding does not stay with a waiver that has ended. */
function stateAt(finding: FindingState, waivers: readonly WaiverInput[], at: Instant): string {
  return `${statusAt(finding, waivers, at)} ${activeWaiver(finding, waivers, at)?.id ?? ''}`;
}

/** For each unresolved finding, the instants at which its status or waiver is another one. */
function statusChanges(findings: readonly FindingState[], { waivers, now }: EvaluationContext): Instant[] {
  return findings.flatMap((finding) => {
    if (finding.status === 'resolved') return [];
    const relevant = waivers.filter(
      ({ policyName, ruleId }) => policyName === finding.policyName && ruleId === finding.ruleId,
    );
    const instants = [
      ...(finding.dueAt === undefined ? [] : [finding.dueAt]),
      ...relevant.flatMap(({ from, until }) => [from, until]),
    ];
    const current = stateAt(finding, waivers, now);
    return instants.filter((at) => at > now && stateAt(finding, waivers, at) !== current);
  });
}

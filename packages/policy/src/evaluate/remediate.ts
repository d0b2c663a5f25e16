import type { CompiledPolicy, CompiledRemediation, CompiledRule } from '../compile/compiled.ts';
import type { Evidence } from '../types.ts';
import type { Run } from './run.ts';

/** The remediations that cover a rule. */
export function remediationsOf(policy: CompiledPolicy, rule: CompiledRule): readonly CompiledRemediation[] {
  if (policy.remediations.length === 0) return policy.remediations;
  return policy.remediations.filter((remediation) => remediation.coversRule(rule));
}

/**
 * The remediation that closes a finding with this evidence, if any: the device is on a covered build, and all the
 * evidence was observed before that build was first reported, none of it on a covered build.
 */
export function closingRemediation(
  remediations: readonly CompiledRemediation[],
  evidence: readonly Evidence[],
  run: Run,
): CompiledRemediation | undefined {
  const { hardware, build, buildFirstReportedAt } = run;
  if (!hardware || build === undefined || buildFirstReportedAt === undefined) return undefined;
  return remediations.find(
    (remediation) =>
      remediation.coversBuild(hardware, build) &&
      // Valid times of two reports may be equal; that it was observed on no covered build tells which came first.
      evidence.every(
        (piece) => piece.observedAt <= buildFirstReportedAt && !remediation.coversBuild(hardware, piece.build),
      ),
  );
}

/** The remediation that an observation on a covered build contradicts. */
export function contradictedRemediation(
  remediations: readonly CompiledRemediation[],
  evidence: readonly Evidence[],
  run: Run,
): CompiledRemediation | undefined {
  const { hardware } = run;
  if (!hardware || remediations.length === 0) return undefined;
  return remediations.find((remediation) => evidence.some((piece) => remediation.coversBuild(hardware, piece.build)));
}

/**
 * The remediation that lifts a vendor ban from this device: one that names the rule, on a covered build. What
 * make a device is does not change with its firmware, so for vendor rules being covered is all there is to observe.
 */
export function liftingRemediation(
  remediations: readonly CompiledRemediation[],
  rule: CompiledRule,
  run: Run,
): CompiledRemediation | undefined {
  const { hardware, build } = run;
  if (rule.type !== 'vendor' || !hardware) return undefined;
  return remediations.find((remediation) => remediation.coversBuild(hardware, build));
}

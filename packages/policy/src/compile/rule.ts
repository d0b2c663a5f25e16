import type { Catalogue } from '../catalogue/index.ts';
import { compileApp } from '../evaluate/rules/app.ts';
import { compileEgress } from '../evaluate/rules/egress.ts';
import { compileOs } from '../evaluate/rules/os.ts';
import { compilePosture } from '../evaluate/rules/posture.ts';
import { compileService } from '../evaluate/rules/service.ts';
import { compileVendor } from '../evaluate/rules/vendor.ts';
import { parseDuration } from '../language/duration.ts';
import { hashRule } from '../language/hash.ts';
import { type Rule, ruleTypeOf } from '../language/rule.ts';
import type { PolicyInput } from '../types.ts';
import type { CompiledRule, Judge } from './compiled.ts';

/** Compiles one rule: fills in what is absent (severity medium, no grace, `onMissing` unknown) and builds its look-ups. */
export function compileRule(rule: Rule, policy: PolicyInput, catalogue: Catalogue): CompiledRule {
  const inForceSince = policy.ruleInForceSince?.[rule.id] ?? policy.inForceSince;
  const maxPatchAgeMs = durationOf(rule.os?.maxPatchAge);
  const maxAgeMs = durationOf(rule.freshness?.maxAge);
  const severity = rule.severity ?? 'medium';
  return {
    policyName: policy.name,
    policyVersion: policy.version,
    id: rule.id,
    type: ruleTypeOf(rule),
    hash: hashRule(rule),
    severity,
    graceMs: durationOf(rule.grace) ?? 0,
    clearAfterMs: durationOf(rule.clearAfter) ?? 0,
    // A rule of severity info changes no verdict, so what it lacks changes none either.
    onMissing: severity === 'info' ? 'ignore' : (rule.onMissing ?? 'unknown'),
    ...(rule.advice === undefined ? {} : { advice: rule.advice }),
    inForceSince,
    judge: withUnknownKeys(compileJudge(rule, inForceSince, maxPatchAgeMs, catalogue), unknownKeys(rule, catalogue)),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(maxPatchAgeMs === undefined ? {} : { maxPatchAgeMs }),
  };
}

function compileJudge(
  rule: Rule,
  inForceSince: number,
  maxPatchAgeMs: number | undefined,
  catalogue: Catalogue,
): Judge {
  if (rule.vendor) return compileVendor(rule.vendor);
  if (rule.service) return compileService(rule.service, inForceSince, catalogue);
  if (rule.egress) return compileEgress(rule.egress, inForceSince);
  if (rule.app) return compileApp(rule.app, inForceSince);
  if (rule.os) return compileOs(rule.os, maxPatchAgeMs);
  if (rule.posture) return compilePosture(rule.posture, inForceSince);
  // Freshness is judged without a report: see evaluate/freshness.ts.
  return () => ({ failures: [], undecided: [] });
}

/** Catalogue keys that a published rule names and the catalogue in force no longer has. */
function unknownKeys(rule: Rule, catalogue: Catalogue): string[] {
  const vendors = [
    ...(rule.vendor?.deny.filter((entry) => typeof entry === 'string') ?? []),
    ...(rule.egress?.deny?.vendors ?? []),
    ...(rule.egress?.allow?.vendors ?? []),
    ...(rule.os?.deny?.flatMap((entry) => entry.vendor ?? []) ?? []),
  ];
  return [
    ...vendors.filter((key) => !catalogue.vendors.has(key)),
    ...(rule.service?.deny ?? []).filter((key) => !catalogue.services.has(key)),
  ];
}

/** A key that means nothing (any more) matches nothing; silence about it would be a pass, so the rule says that it erred. */
function withUnknownKeys(judge: Judge, keys: readonly string[]): Judge {
  if (keys.length === 0) return judge;
  return (view) => {
    const outcome = judge(view);
    return { ...outcome, undecided: [...outcome.undecided, { reason: 'rule-error', subjects: keys }] };
  };
}

function durationOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseDuration(text);
}

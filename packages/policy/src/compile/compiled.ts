import type { Catalogue } from '../catalogue/index.ts';
import type { RuleOutcome } from '../evaluate/outcome.ts';
import type { ReportView } from '../evaluate/view.ts';
import type { AppliesTo } from '../language/document.ts';
import type { LanguageRuleType } from '../language/rule.ts';
import type { Citations, Instant, Severity } from '../types.ts';
import type { CatalogueIndex } from './catalogue-index.ts';
import type { Interest } from './interest.ts';

/** Decides a rule for one report. Pure; an exception it throws is reported as `rule-error` and stops no other rule. */
export type Judge = (view: ReportView) => RuleOutcome;

/** A rule with its defaults filled in and its lists turned into look-ups. */
export interface CompiledRule {
  policyName: string;
  policyVersion: number;
  id: string;
  type: LanguageRuleType;
  hash: string;
  severity: Severity;
  graceMs: number;
  clearAfterMs: number;
  onMissing: 'unknown' | 'ignore';
  advice?: string;
  inForceSince: Instant;
  judge: Judge;
  /** `freshness` only. */
  maxAgeMs?: number;
  /** `os` with `maxPatchAge` only. */
  maxPatchAgeMs?: number;
}

/** A dated fix, ready to say whether it covers a build. */
export interface CompiledRemediation {
  policyName: string;
  id: string;
  coversRule(rule: CompiledRule): boolean;
  /** Whether this hardware on this build is covered; builds that do not compare are not. */
  coversBuild(hardware: { vendors: readonly string[]; model: string }, build: string | undefined): boolean;
}

export interface CompiledPolicy {
  name: string;
  version: number;
  hash: string;
  appliesTo: AppliesTo | undefined;
  rules: readonly CompiledRule[];
  remediations: readonly CompiledRemediation[];
}

/** A set of policies and a catalogue, ready to evaluate reports. Immutable; its key covers all that it was made from. */
export interface Compiled {
  policies: readonly CompiledPolicy[];
  catalogue: Catalogue;
  index: CatalogueIndex;
  interest: Interest;
  /** What verdicts cite: all policies in force, since that one does not apply is part of the verdict. */
  cited: Citations['policies'];
}

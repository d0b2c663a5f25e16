import type { ReportSection } from '../facts.ts';
import type { Evidence, Instant, NotEvaluated } from '../types.ts';

/** Evidence as a rule gives it; the evaluation adds report, time and build. */
export interface EvidenceDraft {
  pointer: Evidence['pointer'];
  observed: Evidence['observed'];
  expected: Evidence['expected'];
  catalogueEntry: Evidence['catalogueEntry'];
  matched: Evidence['matched'];
  place: Evidence['place'];
}

/** Evidence that rests on the report alone, or also on an entry of the catalogue. */
export function draftEvidence(
  pointer: string,
  observed: unknown,
  expected: unknown,
  matched: Evidence['matched'],
  catalogueEntry?: string,
): EvidenceDraft {
  return { pointer, observed, expected, catalogueEntry, matched, place: undefined };
}

/** One subject failing a rule. */
export interface Failure {
  subject: string;
  evidence: EvidenceDraft[];
  /** Where time alone made it fail (a patch grown too old): since when. */
  since: Instant | undefined;
}

/** Something that a rule could not decide. */
export interface Undecided {
  reason: NotEvaluated['reason'];
  section?: ReportSection | 'device';
  pointer?: string;
  /** Subjects about which nothing is known for this reason: their findings stay as they are. */
  subjects: readonly string[] | 'all';
}

/** What a rule says about a report. Nothing failing and nothing undecided: it is met. */
export interface RuleOutcome {
  failures: Failure[];
  undecided: Undecided[];
}

/** Most evidence kept of one finding. */
export const MAX_EVIDENCE = 5;

/** Collects failures by subject, keeping the order in which subjects first came. */
export function createFailures(): {
  add(subject: string, evidence: EvidenceDraft, since?: Instant): void;
  list(): Failure[];
} {
  // Most rules find nothing in most reports: no map is made for those.
  let bySubject: Map<string, Failure> | undefined;
  return {
    add(subject, evidence, since) {
      const known = bySubject?.get(subject);
      if (known) known.evidence.push(evidence);
      else (bySubject ??= new Map()).set(subject, { subject, evidence: [evidence], since });
    },
    list: () => (bySubject === undefined ? [] : [...bySubject.values()]),
  };
}

/** The outcome of a rule whose section was not collected. */
export function missingSection(
  section: ReportSection | 'device',
  reason: NotEvaluated['reason'] = 'section-missing',
): RuleOutcome {
  return { failures: [], undecided: [{ reason, section, subjects: 'all' }] };
}

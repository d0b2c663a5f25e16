import { compareText } from '../language/fault.ts';
import type { Evidence, RuleType } from '../types.ts';
import { type EvidenceDraft, MAX_EVIDENCE } from './outcome.ts';
import type { Run } from './run.ts';
import { stableJson } from './stable-json.ts';
import { createView, type ReportView, type ViewFacts } from './view.ts';

/** Members of an observed element that differ from report to report without making it another observation. */
const PASSING_MEMBERS: ReadonlySet<string> = new Set(['bytesSent', 'firstSeen', 'lastSeen']);

/** Turns what a rule observed in the report being judged into evidence, at most five pieces, the same ones in whatever order it came. */
export function evidenceOf(drafts: readonly EvidenceDraft[], ruleType: RuleType, run: Run): Evidence[] {
  const stamped = drafts.map((draft) => stampEvidence(draft, run));
  return selectEvidence(stamped, ruleType);
}

/**
 * A draft as evidence of the report being judged. Every member is written out, absent ones as `undefined`: objects
 * that are put together piece by piece get hidden classes that V8 drops, with the code compiled for them, at a full
 * collection in which none is alive. The same goes for the other results of an evaluation.
 */
export function stampEvidence(draft: EvidenceDraft, { context, build }: Run): Evidence {
  return {
    reportId: context.report?.id ?? '',
    pointer: draft.pointer,
    observedAt: context.report?.validAt ?? context.now,
    observed: draft.observed,
    expected: draft.expected,
    catalogueEntry: draft.catalogueEntry,
    matched: draft.matched,
    place: draft.place,
    build,
  };
}

/** Distinct observations, newest first, the strongest and then a fixed order among those of one time; at most five. */
export function selectEvidence(evidence: readonly Evidence[], ruleType: RuleType): Evidence[] {
  if (evidence.length < 2) return [...evidence];
  const keyed = new Map<string, Evidence>();
  for (const piece of evidence) {
    const key = observationKey(piece);
    if (!keyed.has(key)) keyed.set(key, piece);
  }
  return [...keyed]
    .sort(
      ([keyA, a], [keyB, b]) =>
        b.observedAt - a.observedAt || strength(b, ruleType) - strength(a, ruleType) || compareText(keyA, keyB),
    )
    .slice(0, MAX_EVIDENCE)
    .map(([, piece]) => piece);
}

function strength(evidence: Evidence, ruleType: RuleType): number {
  if (ruleType !== 'service') return 0;
  const state = evidence.matched.find(({ condition }) => condition === 'state')?.value;
  return ['present', 'enabled', 'in-use'].indexOf(state ?? '');
}

/** What makes two pieces of evidence the same observation, seen twice; the order of members does not matter (jsonb has its own). */
function observationKey({ pointer, observed }: Evidence): string {
  const section = pointer.startsWith('/posture/') ? pointer : (pointer.split('/')[1] ?? '');
  return `${section} ${stableJson(lasting(observed))}`;
}

/** What was observed, without the members that differ from report to report. */
function lasting(observed: unknown): unknown {
  if (typeof observed !== 'object' || observed === null) return observed;
  return Object.fromEntries(Object.entries(observed).filter(([name]) => !PASSING_MEMBERS.has(name)));
}

/** Puts kept pieces back in place of new ones that say the same of the same report, so that judging again changes nothing. */
export function preferKept(evidence: readonly Evidence[], kept: readonly Evidence[]): Evidence[] {
  return evidence.map((piece) => kept.find((old) => isSameFinding(old, piece)) ?? piece);
}

function isSameFinding(a: Evidence, b: Evidence): boolean {
  if (a.reportId !== b.reportId || observationKey(a) !== observationKey(b)) return false;
  return stableJson(undated(a)) === stableJson(undated(b));
}

function undated({
  reportId,
  observedAt,
  observed,
  expected,
  matched,
  catalogueEntry,
  place,
  build,
}: Evidence): unknown {
  return [
    reportId,
    observedAt,
    observed,
    expected,
    matched,
    catalogueEntry,
    place?.country,
    place?.asn,
    place?.special,
    build,
  ];
}

/** A view of a kept piece of evidence as if it were a report of just that element; `undefined` if it is of no section. */
export function viewOfEvidence({ pointer, observed }: Evidence, run: Run): ReportView | undefined {
  const [, section, member] = pointer.split('/');
  const facts = factsAt(section, member, observed);
  return facts && createView(facts, run.viewInput, { pointer });
}

function factsAt(section: string | undefined, member: string | undefined, observed: unknown): ViewFacts | undefined {
  switch (section) {
    case 'device':
      return { device: observed as NonNullable<ViewFacts['device']> };
    case 'posture':
      return member === undefined ? undefined : { posture: { [member]: observed } };
    case 'apps':
    case 'services':
    case 'connections':
      return { [section]: [observed] } as ViewFacts;
    default:
      return undefined;
  }
}

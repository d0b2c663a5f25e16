import type { Evaluation, FindingState } from '../../src/types.ts';
import type { CaseExpectation } from './case-file.ts';

const TIMES: ReadonlySet<string> = new Set(['firstSeen', 'lastSeen', 'dueAt', 'resolvedAt', 'observedAt']);

/** The part of an evaluation that a case speaks of, in the form in which it does. */
export function askedOf(evaluation: Partial<Evaluation>, expected: CaseExpectation): Record<string, unknown> {
  const actual: Record<string, unknown> = {
    verdict: evaluation.verdict,
    reasons: (evaluation.reasons ?? []).map((reason) =>
      [reason.code, reason.ruleId, reason.subject ?? reason.detail].filter(Boolean).join(' '),
    ),
    notEvaluated: distinct((evaluation.notEvaluated ?? []).map(({ ruleId, reason }) => `${ruleId} ${reason}`)),
    changes: (evaluation.changes ?? []).map(({ kind, finding }) => `${kind} ${finding.ruleId} ${finding.subject}`),
    nextChangeAt: evaluation.nextChangeAt === undefined ? null : isoTime(evaluation.nextChangeAt),
    remediationsToReview: evaluation.remediationsToReview,
    waiversToReview: evaluation.waiversToReview,
    findings: findingsAs(expected.findings ?? {}, evaluation.findings ?? []),
  };
  return Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key]]));
}

/** Each finding in the form that the case asks for: its status, or the members it names. */
function findingsAs(asked: Record<string, unknown>, findings: readonly FindingState[]): Record<string, unknown> {
  return Object.fromEntries(
    findings.map((finding) => {
      const key = `${finding.ruleId} ${finding.subject}`;
      const form = asked[key];
      return [key, typeof form === 'object' && form !== null ? pick(finding, form) : statusOf(finding)];
    }),
  );
}

function statusOf({ status, resolvedReason }: FindingState): string {
  return resolvedReason === undefined ? status : `${status}:${resolvedReason}`;
}

/** The part of a value that the form has: members it names, elements it lists; times as text. */
function pick(value: unknown, form: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(form)) return value.map((entry, index) => pick(entry, form[index]));
  if (typeof value !== 'object' || value === null || typeof form !== 'object' || form === null) return value;
  return Object.fromEntries(
    Object.keys(form).map((name) => {
      const member = (value as Record<string, unknown>)[name];
      const picked =
        TIMES.has(name) && typeof member === 'number'
          ? isoTime(member)
          : pick(member, (form as Record<string, unknown>)[name]);
      return [name, picked === undefined ? null : picked];
    }),
  );
}

function isoTime(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

function distinct(entries: readonly string[]): string[] {
  return [...new Set(entries)];
}

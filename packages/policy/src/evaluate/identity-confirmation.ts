import { createHash } from 'node:crypto';
import type { FindingState, ReportedIdentity } from '../types.ts';
import { stableJson } from './stable-json.ts';

const MAX_CONFIRMED = 50;
const NONE: readonly string[] = Object.freeze([]);

/** Names a conflict with these very values; once confirmed, it does not open again. */
export function confirmationKey(subject: string, observed: unknown): string {
  return `${subject}:${createHash('sha256').update(stableJson(observed)).digest('hex').slice(0, 32)}`;
}

/** Confirmations known after this evaluation: those carried, and those of findings confirmed since. */
export function confirmedConflicts(
  identity: ReportedIdentity | undefined,
  findings: readonly FindingState[],
): readonly string[] {
  const known = identity?.confirmed ?? NONE;
  const fresh = findings.filter((finding) => finding.ruleType === 'identity' && finding.resolvedReason === 'confirmed');
  if (fresh.length === 0) return known;
  const keys = fresh.flatMap(({ subject, evidence }) =>
    evidence.map((piece) => confirmationKey(subject, piece.observed)),
  );
  return [...new Set([...known, ...keys])].slice(-MAX_CONFIRMED);
}

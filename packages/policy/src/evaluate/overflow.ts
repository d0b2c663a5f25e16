import type { Evidence, FindingState } from '../types.ts';
import { selectEvidence } from './evidence.ts';
import type { RuleFold } from './fold.ts';

/** Most findings of one rule on one device; the rest are counted in one more. */
export const MAX_FINDINGS = 100;

/** Subject of the finding that counts the rest. */
export const OVERFLOW = 'overflow';

/**
 * Keeps at most `MAX_FINDINGS` unresolved findings. Those that were there stay (their identity must not depend on
 * what else fails); of the new ones (in order of subject) as many as there is room for; the rest are counted in
 * one finding. `summarise` makes or goes on with that one; without evidence it is to be kept or resolved.
 */
export function limitFindings(
  findings: readonly FindingState[],
  opened: readonly FindingState[],
  { previous, rule }: RuleFold,
  summarise: (overflow: FindingState | undefined, evidence: Evidence[] | undefined) => FindingState,
): FindingState[] {
  const former = previous.find(({ subject }) => subject === OVERFLOW);
  const room = Math.max(0, MAX_FINDINGS - findings.filter(({ status }) => status !== 'resolved').length);
  const kept = [...findings, ...opened.slice(0, room)];
  const rest = opened.slice(room);
  if (rest.length === 0) {
    if (!former) return kept;
    return [...kept, former.status === 'resolved' ? former : summarise(former, undefined)];
  }
  const evidence = selectEvidence(
    rest.flatMap((finding) => finding.evidence),
    rule.type,
  );
  const unresolved = former?.status === 'resolved' ? undefined : former;
  return [...kept, { ...summarise(unresolved, evidence), overflow: rest.length }];
}

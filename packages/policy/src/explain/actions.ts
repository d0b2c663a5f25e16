import { ADVICE_KEYS, DEFAULT_ADVICE, isAdviceKey } from '../advice.ts';
import { compareText } from '../language/fault.ts';
import type { FindingState } from '../types.ts';
import { languageFor } from './languages/all.ts';
import { severityRank } from './order.ts';

/**
 * What to do, in the language asked for (BCP 47; `hi-IN` is Hindi, anything unknown English). What is not a key of
 * the built-in advice is the author's own text and is returned as it is.
 */
export function adviceText(advice: string, locale: string): string {
  return isAdviceKey(advice) ? languageFor(locale).advice[advice] : advice;
}

/** A finding's advice, a key or a text: its rule's, else what its type of rule calls for. */
export function adviceOf({ advice, ruleType }: Pick<FindingState, 'advice' | 'ruleType'>): string {
  return advice ?? DEFAULT_ADVICE[ruleType];
}

/**
 * What to do about all findings of a device, each advice once: of the most severe finding first, then by urgency.
 * What contradicts a more important one is left out.
 */
export function listActions(findings: readonly FindingState[], locale: string): string[] {
  const severities = new Map<string, number>();
  for (const finding of findings) {
    const advice = adviceOf(finding);
    severities.set(advice, Math.max(severities.get(advice) ?? 0, severityRank(finding.severity)));
  }
  const byImportance = [...severities].sort(
    ([left, severity], [right, other]) =>
      other - severity || urgency(left) - urgency(right) || compareText(left, right),
  );
  const taken: string[] = [];
  for (const [advice] of byImportance) if (!taken.some((other) => isContradiction(other, advice))) taken.push(advice);
  return [...new Set(taken.map((advice) => adviceText(advice, locale)))];
}

/** Place among advice for findings of one severity: an author's own text comes before what the phone's user can set. */
function urgency(advice: string): number {
  const place = ADVICE_KEYS.indexOf(advice);
  return place === -1 ? ADVICE_KEYS.indexOf('replace-handset') + 0.5 : place;
}

/** What leaves the phone as it is, so that it can stand beside "do not change anything". */
const CHANGES_NOTHING = new Set(['contact-security-officer', 'replace-handset', 'report-in']);

/** "Do not change anything until then" stands against everything that changes the phone; an author's text may. */
function isContradiction(left: string, right: string): boolean {
  if (left !== 'contact-security-officer' && right !== 'contact-security-officer') return false;
  return !CHANGES_NOTHING.has(left) || !CHANGES_NOTHING.has(right);
}

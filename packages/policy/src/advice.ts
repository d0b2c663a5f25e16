import type { RuleType } from './types.ts';

const KEYS = [
  'contact-security-officer',
  'replace-handset',
  'switch-off-cloud',
  'remove-app',
  'update-system',
  'secure-device',
  'report-in',
] as const;

/** A built-in advice; every language has its text (explain/languages). */
export type AdviceKey = (typeof KEYS)[number];

/** Keys of the built-in advice, the more urgent first. */
export const ADVICE_KEYS: readonly string[] = Object.freeze([...KEYS]);

/** Advice for findings whose rule gives none. */
export const DEFAULT_ADVICE: Readonly<Record<RuleType, AdviceKey>> = Object.freeze({
  vendor: 'replace-handset',
  service: 'switch-off-cloud',
  egress: 'switch-off-cloud',
  app: 'remove-app',
  os: 'update-system',
  posture: 'secure-device',
  freshness: 'report-in',
  identity: 'contact-security-officer',
});

/** Whether an advice is a key of the built-in ones, as against the policy author's own text. */
export function isAdviceKey(advice: string): advice is AdviceKey {
  return ADVICE_KEYS.includes(advice);
}

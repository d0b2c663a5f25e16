import type { FindingDetails } from '@cordon/db';
import { adviceText, type Catalogue, explainFinding } from '@cordon/policy';
import { toFindingState } from '../findings/finding-view.ts';
import { describeInHindi } from './finding-sentence-hi.ts';

/** What a person is told of a finding: one plain sentence and what to do, in English or Hindi. */
export interface PersonalFinding {
  sentence: string;
  advice: string;
}

/** Advice where the policy gives none. */
const DEFAULT_ADVICE: Record<string, string> = {
  vendor: 'replace-handset',
  service: 'switch-off-cloud',
  egress: 'switch-off-cloud',
  app: 'remove-app',
  os: 'update-system',
  posture: 'secure-device',
  freshness: 'report-in',
};

/** Says it in the words of the catalogue and our own; of what the device wrote there is nothing in it. */
export function describeFinding(finding: FindingDetails, catalogue: Catalogue, language: 'en' | 'hi'): PersonalFinding {
  const state = toFindingState(finding);
  const sentence = language === 'hi' ? describeInHindi(state, catalogue) : explainFinding(state, catalogue).person;
  const advice = finding.advice ?? DEFAULT_ADVICE[finding.ruleType] ?? 'contact-security-officer';
  return { sentence, advice: adviceText(advice, language) };
}

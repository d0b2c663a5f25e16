import type { Catalogue } from './catalogue/index.ts';
import { describeForAdministrator } from './explain/administrator.ts';
import { explainOneForPerson } from './explain/person.ts';
import type { FindingState } from './types.ts';

/** One sentence each, in English: for the administrator with the observed values, for the person in plain words. */
export interface Explanation {
  administrator: string;
  person: string;
}

/**
 * Says in one sentence what a finding is about. Text from the device is hostile: the administrator's sentence holds
 * it shortened and on one line, to be escaped by whoever shows it; the person's sentence holds none of it.
 */
export function explainFinding(finding: FindingState, catalogue: Catalogue): Explanation {
  return {
    administrator: describeForAdministrator(finding, catalogue),
    person: explainOneForPerson(finding, catalogue, 'en').problem,
  };
}

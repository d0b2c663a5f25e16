import type { CitationsView, ReasonView } from '@cordon/contract';

/** Reasons and citations of a verdict, as the database keeps them, in the API's form. */

interface StoredReason {
  code: string;
  policyName?: string;
  ruleId?: string;
  subject?: string;
  detail?: string;
}

interface StoredCitations {
  policies?: { name: string; version: number; hash: string }[];
  catalogueVersion?: string;
  placeDatabaseDate?: string;
  epoch?: number;
}

/** Each reason with a sentence for administrators. */
export function toReasons(reasons: unknown): ReasonView[] {
  if (!Array.isArray(reasons)) return [];
  return (reasons as StoredReason[]).map(({ code, policyName, ruleId, subject, detail }) => ({
    code,
    policyName,
    ruleId,
    subject,
    detail,
    sentence: sentenceOf({ code, policyName, ruleId, subject, detail }),
  }));
}

function sentenceOf({ code, policyName, ruleId, subject, detail }: StoredReason): string {
  const rule = `Rule "${ruleId ?? '?'}" of policy "${policyName ?? '?'}"`;
  switch (code) {
    case 'finding':
      return `${rule} fails${subject ? ` for ${subject}` : ''}.`;
    case 'stale':
      return `${rule} fails: the device has been silent for too long.`;
    case 'not-evaluated':
      return `${rule} could not be judged${detail ? `: ${WHY_NOT[detail] ?? detail}` : ''}.`;
    case 'no-report':
      return 'The device has not reported yet.';
    case 'no-policy':
      return 'No published policy applies to the device.';
    case 'all-rules-met':
      return 'All rules that apply are met.';
    default:
      return code;
  }
}

const WHY_NOT: Record<string, string> = {
  'section-missing': 'the report lacks the section it needs',
  'section-reduced': 'the section it needs is left out by the collection rule',
  'address-missing': 'a connection has no address',
  'address-unknown': 'the IP database does not know an address',
  'operator-unknown': 'the operator of a host is not known',
  'not-comparable': 'a version or build cannot be compared',
  'value-missing': 'a value it needs was not reported',
  'no-asn-database': 'this server has no database of network operators',
  'rule-error': 'the rule itself could not be applied',
};

/** What a verdict cites; empty before the first judgement. */
export function toCitations(citations: unknown): CitationsView {
  const stored = (citations ?? {}) as StoredCitations;
  return {
    policies: (stored.policies ?? []).map(({ name, version, hash }) => ({ name, version, hash })),
    catalogueVersion: stored.catalogueVersion || null,
    placeDatabaseDate: stored.placeDatabaseDate ?? null,
    epoch: stored.epoch ?? null,
  };
}

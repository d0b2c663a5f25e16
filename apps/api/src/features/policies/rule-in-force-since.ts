import { hashCanonical, hashRule, type PolicyDocument } from '@cordon/policy';

/** The version that a new one takes the place of. */
export interface Predecessor {
  document: PolicyDocument;
  effectiveFrom: Date;
  /** Rule id → since when it stands unchanged, in milliseconds. */
  ruleInForceSince: Readonly<Record<string, number>> | null;
}

/**
 * Since when each rule of a document stands unchanged, in milliseconds: a finding dates from there, not from the last time
 * somebody published (policy.md, Evaluation 2). Where the scope or the remediations changed, all rules count as new: a device
 * may fail them only now.
 *
 * @param effectiveFrom when the document comes into force
 * @param predecessor absent: nothing was in force until then
 */
export function ruleInForceSince(
  document: PolicyDocument,
  effectiveFrom: Date,
  predecessor: Predecessor | undefined,
): Record<string, number> {
  const start = effectiveFrom.getTime();
  const known = predecessor && hasSameReach(document, predecessor.document) ? standing(predecessor) : new Map();
  return Object.fromEntries(document.spec.rules.map((rule) => [rule.id, known.get(keyOf(rule)) ?? start]));
}

function standing({ document, effectiveFrom, ruleInForceSince: since }: Predecessor): Map<string, number> {
  return new Map(document.spec.rules.map((rule) => [keyOf(rule), since?.[rule.id] ?? effectiveFrom.getTime()]));
}

function keyOf(rule: PolicyDocument['spec']['rules'][number]): string {
  return `${rule.id}:${hashRule(rule)}`;
}

function hasSameReach(a: PolicyDocument, b: PolicyDocument): boolean {
  const reachOf = ({ spec }: PolicyDocument) => hashCanonical([spec.appliesTo ?? null, spec.remediations ?? null]);
  return reachOf(a) === reachOf(b);
}

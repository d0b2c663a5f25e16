import { AppError, type PolicyPublish, type PolicySummary, type PolicyVersionSummary } from '@cordon/contract';
import {
  findDraft,
  findVersionInForce,
  listVersionsOf,
  lockPolicy,
  type PolicyRow,
  type PolicyVersionWithText,
  planEpoch,
  publishDraft,
  raiseEpoch,
  setPolicyWithdrawn,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { type Concern, concernOf, type PolicyDocument } from '@cordon/policy';
import type { Operator } from '../../plugins/operator.ts';
import { iso } from '../../resources/instants.ts';
import { invalid, notFound } from '../../resources/refusals.ts';
import { checkPolicy } from './check-policy.ts';
import { auditPolicy, type PolicyDeps } from './policies.service.ts';
import { toPolicySummary, toVersionSummary } from './policy-view.ts';
import { ruleInForceSince } from './rule-in-force-since.ts';

const FARTHEST_MS = 366 * 86_400_000;

/**
 * Publishes the draft: an immutable version, in force from now or from an instant to come. Every device is judged again
 * under it: the epoch rises in the same transaction, or at that instant.
 *
 * @throws AppError `not-found`, `conflict` without a draft, `policy-invalid` if it no longer stands up to the catalogue,
 *   `validation` for an instant that is past or too far
 */
export async function publishPolicy(
  deps: PolicyDeps,
  operator: Operator,
  name: string,
  input: PolicyPublish,
): Promise<PolicyVersionSummary> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const effectiveFrom = effectiveFromOf(input, now);
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const policy = await lockPolicy(tx, organisationId, name);
    if (!policy) throw notFound('policy');
    const draft = await findDraft(tx, organisationId, policy.id);
    if (!draft) throw new AppError('conflict', 'This policy has no draft to publish; put a document first.');
    await checkAgain(tx, deps, organisationId, name, draft);
    const before = await findBefore(tx, policy, organisationId, effectiveFrom);
    const since = sinceWhen(before, draft, effectiveFrom);
    const concern = before && concernOf(before.document as PolicyDocument, draft.document as PolicyDocument);
    await bringIntoForce(tx, organisationId, { effectiveFrom, now, concern });
    const { version, hash } = draft;
    const publishedBy = operator.userId ?? null;
    const publication = { organisationId, policyId: policy.id, version, publishedBy, publishedAt: now, effectiveFrom };
    const row = await publishDraft(tx, { ...publication, ruleInForceSince: since });
    const standing = policy.withdrawnAt ? await setPolicyWithdrawn(tx, policy.id, null) : policy;
    const after = { version, hash, effectiveFrom: iso(effectiveFrom) };
    await auditPolicy(tx, operator, 'policy.published', policy, now, { after });
    const all = await listVersionsOf(tx, organisationId, [policy.id]);
    return toVersionSummary(row, standing, all, now);
  });
}

function effectiveFromOf({ effectiveFrom }: PolicyPublish, now: Date): Date {
  if (effectiveFrom === undefined) return now;
  const instant = new Date(effectiveFrom);
  const ahead = instant.getTime() - now.getTime();
  if (ahead < 0) throw invalid('/effectiveFrom', 'This is in the past; leave it out to publish now.');
  if (ahead > FARTHEST_MS) throw invalid('/effectiveFrom', 'At most 366 days ahead.');
  return instant;
}

/** The catalogue, and the organisation's other policies, may have changed since the draft was put. */
async function checkAgain(
  tx: Tx,
  deps: PolicyDeps,
  organisationId: string,
  name: string,
  { source, sourceFormat }: PolicyVersionWithText,
): Promise<void> {
  const format = sourceFormat === 'json' ? 'json' : 'yaml';
  await checkPolicy(tx, deps, organisationId, name, { format, source });
}

/** The version that the draft takes the place of. After a withdrawal nothing was in force: all rules are new. */
async function findBefore(
  tx: Tx,
  policy: PolicyRow,
  organisationId: string,
  effectiveFrom: Date,
): Promise<PolicyVersionWithText | undefined> {
  return policy.withdrawnAt ? undefined : findVersionInForce(tx, organisationId, policy.id, effectiveFrom);
}

function sinceWhen(
  before: PolicyVersionWithText | undefined,
  draft: PolicyVersionWithText,
  effectiveFrom: Date,
): Record<string, number> {
  const document = draft.document as PolicyDocument;
  if (!before?.effectiveFrom) return ruleInForceSince(document, effectiveFrom, undefined);
  return ruleInForceSince(document, effectiveFrom, {
    document: before.document as PolicyDocument,
    effectiveFrom: before.effectiveFrom,
    ruleInForceSince: before.ruleInForceSince,
  });
}

/** What comes into force later may meet other rules by then: it concerns every device. */
async function bringIntoForce(
  tx: Tx,
  organisationId: string,
  { effectiveFrom, now, concern }: { effectiveFrom: Date; now: Date; concern: Concern | undefined },
): Promise<void> {
  if (effectiveFrom > now) await planEpoch(tx, organisationId, effectiveFrom);
  else await raiseEpoch(tx, organisationId, now, concern);
}

/**
 * Takes a policy out of force; its versions stay, and publishing a new one brings it back.
 *
 * @throws AppError `not-found`, `conflict` if it was never published or is withdrawn already
 */
export async function withdrawPolicy(deps: PolicyDeps, operator: Operator, name: string): Promise<PolicySummary> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const policy = await lockPolicy(tx, organisationId, name);
    if (!policy) throw notFound('policy');
    const all = await listVersionsOf(tx, organisationId, [policy.id]);
    if (policy.withdrawnAt) throw new AppError('conflict', 'This policy is withdrawn already.');
    if (all.every((version) => version.publishedAt === null))
      throw new AppError('conflict', 'This policy was never published.');
    await raiseEpoch(tx, organisationId, now);
    const withdrawn = await setPolicyWithdrawn(tx, policy.id, now);
    const details = { before: { withdrawnAt: null }, after: { withdrawnAt: iso(now) } };
    await auditPolicy(tx, operator, 'policy.withdrawn', policy, now, details);
    return toPolicySummary(withdrawn, all, now);
  });
}

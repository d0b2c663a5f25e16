import {
  idAfter,
  type Page,
  type PolicyPut,
  type PolicySummary,
  type PolicyVersion,
  type PolicyVersionSummary,
  type PutPolicy,
  toPage,
} from '@cordon/contract';
import {
  appendAuditEvent,
  findNewestVersion,
  findPolicy,
  findPolicyVersion,
  listPolicies,
  listVersionsOf,
  lockPolicy,
  type PolicyRow,
  putDraft,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { newId } from '@cordon/runtime';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { invalid, notFound } from '../../resources/refusals.ts';
import { checkPolicy } from './check-policy.ts';
import { assertConditions, entityTagOf, type PutConditions } from './policy-tag.ts';
import { toPolicySummary, toVersion, toVersionSummary } from './policy-view.ts';

export type PolicyDeps = Pick<Deps, 'database' | 'clock' | 'catalogues' | 'hasAsnDatabase' | 'queues'>;

/** All policies of the organisation. */
export async function findPolicies(
  deps: PolicyDeps,
  operator: Operator,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<PolicySummary>> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const rows = await listPolicies(tx, { organisationId, after: idAfter(cursor), limit: limit + 1 });
    const page = toPage(rows, limit, (row) => row.id);
    const ids = page.items.map((policy) => policy.id);
    const versions = await listVersionsOf(tx, organisationId, ids);
    const of = (policy: PolicyRow) => versions.filter((version) => version.policyId === policy.id);
    return { ...page, items: page.items.map((policy) => toPolicySummary(policy, of(policy), now)) };
  });
}

/** Something with the entity tag that its answer bears. */
export interface Tagged<T> {
  body: T;
  entityTag: string | undefined;
}

/** A policy, tagged by its newest text. @throws AppError `not-found` */
export async function showPolicy(deps: PolicyDeps, operator: Operator, name: string): Promise<Tagged<PolicySummary>> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const policy = await mustFindPolicy(tx, organisationId, name);
    const newest = await findNewestVersion(tx, organisationId, policy.id);
    const versions = await listVersionsOf(tx, organisationId, [policy.id]);
    return { body: toPolicySummary(policy, versions, deps.clock.now()), entityTag: newest && entityTagOf(newest) };
  });
}

/** Versions of a policy, newest first. @throws AppError `not-found` */
export async function findVersions(
  deps: PolicyDeps,
  operator: Operator,
  name: string,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<PolicyVersionSummary>> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const policy = await mustFindPolicy(tx, organisationId, name);
    const all = await listVersionsOf(tx, organisationId, [policy.id]);
    const before = versionBefore(cursor);
    const rows = all.filter((row) => before === undefined || row.version < before).slice(0, limit + 1);
    const page = toPage(rows, limit, (row) => String(row.version));
    const now = deps.clock.now();
    return { ...page, items: page.items.map((row) => toVersionSummary(row, policy, all, now)) };
  });
}

/** A version with its text, tagged by it. @throws AppError `not-found` */
export async function showVersion(
  deps: PolicyDeps,
  operator: Operator,
  name: string,
  version: number,
): Promise<Tagged<PolicyVersion>> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const policy = await mustFindPolicy(tx, organisationId, name);
    const row = await findPolicyVersion(tx, organisationId, policy.id, version);
    if (!row) throw notFound('policy version');
    const all = await listVersionsOf(tx, organisationId, [policy.id]);
    return { body: toVersion(row, policy, all, deps.clock.now()), entityTag: entityTagOf(row) };
  });
}

/**
 * Stores a document as the draft of a policy, in the place of the draft there may be. Nothing is in force by that.
 *
 * @throws AppError `policy-invalid` with every fault of the document, `precondition-failed` if what it would replace or
 *   follow is not what the caller has read
 */
export async function putPolicy(
  deps: PolicyDeps,
  operator: Operator,
  name: string,
  input: PolicyPut,
  conditions: PutConditions,
): Promise<Tagged<PutPolicy>> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const { document, hash, warnings } = await checkPolicy(tx, deps, organisationId, name, input);
    const policy = await lockPolicy(tx, organisationId, name, { id: newId(now), now });
    if (!policy) throw notFound('policy');
    assertConditions(conditions, name, await findNewestVersion(tx, organisationId, policy.id));
    const draft = await putDraft(tx, {
      organisationId,
      policyId: policy.id,
      title: document.metadata.title ?? name,
      document,
      source: input.source,
      sourceFormat: input.format,
      hash,
      createdBy: operator.userId ?? null,
      now,
    });
    const { version } = draft;
    await auditPolicy(tx, operator, 'policy.drafted', policy, now, { after: { version, hash } });
    const all = await listVersionsOf(tx, organisationId, [policy.id]);
    const summary = toPolicySummary(policy, all, now);
    const body = { policy: summary, draft: toVersionSummary(draft, policy, all, now), warnings };
    return { body, entityTag: entityTagOf({ version, sourceFormat: input.format, source: input.source }) };
  });
}

/** The cursor of a list of versions is a version's number. */
function versionBefore(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const version = Number(Buffer.from(cursor, 'base64url').toString());
  if (Number.isSafeInteger(version) && version > 0) return version;
  throw invalid('/cursor', 'Give a "nextCursor" as it was received.');
}

/** @throws AppError `not-found` */
export async function mustFindPolicy(tx: Tx, organisationId: string, name: string): Promise<PolicyRow> {
  const policy = await findPolicy(tx, organisationId, name);
  if (!policy) throw notFound('policy');
  return policy;
}

/** Appends an event about a policy. */
export function auditPolicy(
  tx: Tx,
  operator: Operator,
  action: string,
  policy: Pick<PolicyRow, 'id' | 'name'>,
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const target = { kind: 'policy', id: policy.name };
  return appendAuditEvent(tx, operator.organisationId, { at, actor: operator.actor, action, target, details });
}

import type { PolicyChanges, PolicyLint, PolicyPut } from '@cordon/contract';
import { findPolicyVersion, listVersionsOf, withOrganisation } from '@cordon/db';
import { diffPolicies, type PolicyDocument } from '@cordon/policy';
import type { Operator } from '../../plugins/operator.ts';
import { notFound } from '../../resources/refusals.ts';
import { lintPolicy } from './check-policy.ts';
import { mustFindPolicy, type PolicyDeps } from './policies.service.ts';

/** Every fault of a document that is being written, held against the organisation as if it were stored under the name. */
export function lintSource(deps: PolicyDeps, operator: Operator, name: string, input: PolicyPut): Promise<PolicyLint> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, (tx) => lintPolicy(tx, deps, organisationId, name, input));
}

/**
 * What a version changes in meaning, from another one or from the one before it.
 *
 * @throws AppError `not-found`
 */
export function compareVersions(
  deps: PolicyDeps,
  operator: Operator,
  { name, version }: { name: string; version: number },
  since: number | undefined,
): Promise<PolicyChanges> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const policy = await mustFindPolicy(tx, organisationId, name);
    const find = async (number: number) => {
      const row = await findPolicyVersion(tx, organisationId, policy.id, number);
      if (!row) throw notFound('policy version');
      return row.document as PolicyDocument;
    };
    const after = await find(version);
    const all = await listVersionsOf(tx, organisationId, [policy.id]);
    const before = since ?? all.find((row) => row.version < version)?.version;
    if (before === undefined) return { since: null, changes: [] };
    const changes = diffPolicies(await find(before), after);
    return { since: before, changes: changes.map((change) => ({ ...change, part: change.part ?? null })) };
  });
}

import type { CatalogueOverrides, PolicyDocument } from '@cordon/policy';
import type { Database } from '../database.ts';
import { OVERRIDES_DIGEST } from '../stores/catalogue-overrides.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';
import { together } from '../together.ts';

/** A published version without its document: enough to tell whether it is compiled already. */
export interface PolicyReference {
  policyId: string;
  name: string;
  version: number;
  hash: string;
  inForceSince: Date;
  /** Rule id → since when it stands unchanged, ISO 8601 or milliseconds. */
  ruleInForceSince: Readonly<Record<string, string | number>> | null;
}

/** What this server has registered as its reference data: `server_facts`. */
export interface ReferenceData {
  placeDatabase?: { date: string; inForceSince: string };
  catalogue?: { version: string; inForceSince: string };
}

export interface RulesInForce {
  epoch: number;
  /** When the epoch last rose. */
  epochAt: Date;
  policies: PolicyReference[];
  reference: ReferenceData;
  /** Stands for the organisation's own entries of the catalogue; null: it has none. */
  overridesDigest: string | null;
  /** When they last changed. */
  catalogueChangedAt: Date | null;
}

interface RulesRow {
  epoch: string;
  epoch_at: Date;
  catalogue_changed_at: Date | null;
  digest: string | null;
  reference: Record<string, never> | null;
}

/**
 * The rules of an organisation as they stand: call it under the lock for judging, so that they cannot change
 * before the transaction ends.
 *
 * @returns `undefined` if there is no such organisation
 */
export async function readRulesInForce(
  tx: SqlTx,
  organisationId: string,
  now: Date,
): Promise<RulesInForce | undefined> {
  const [organisation, policies] = await together([
    tx.query<RulesRow>(
      `SELECT rules_epoch AS epoch, epoch_at, catalogue_changed_at, ${OVERRIDES_DIGEST} AS digest,
              (SELECT jsonb_object_agg(f.key, f.value) FROM server_facts f WHERE f.key IN ('ip-database', 'catalogue')) AS reference
       FROM organisations WHERE id = $1`,
      [organisationId],
    ),
    readPoliciesInForce(tx, organisationId, now),
  ]);
  const row = organisation.rows[0];
  if (!row) return undefined;
  return {
    epoch: Number(row.epoch),
    epochAt: row.epoch_at,
    policies,
    reference: { placeDatabase: row.reference?.['ip-database'], catalogue: row.reference?.catalogue },
    overridesDigest: row.digest,
    catalogueChangedAt: row.catalogue_changed_at,
  };
}

/** The version of each policy that is in force now, by name. */
async function readPoliciesInForce(tx: SqlTx, organisationId: string, at: Date): Promise<PolicyReference[]> {
  const { rows } = await tx.query<PolicyReference>(
    `SELECT * FROM (
       SELECT DISTINCT ON (p.id) p.id AS "policyId", p.name, v.version, v.hash,
              coalesce(v.effective_from, v.published_at) AS "inForceSince", v.rule_in_force_since AS "ruleInForceSince"
       FROM policies p JOIN policy_versions v ON v.organisation_id = p.organisation_id AND v.policy_id = p.id
       WHERE p.organisation_id = $1 AND v.published_at <= $2 AND coalesce(v.effective_from, v.published_at) <= $2
         AND (p.withdrawn_at IS NULL OR p.withdrawn_at > $2)
       ORDER BY p.id, v.version DESC) newest
     ORDER BY name`,
    [organisationId, at],
  );
  return rows;
}

/** The organisation's own entries of the catalogue; under the lock for judging, those that the digest stands for. */
export async function readCatalogueOverrides(tx: SqlTx, organisationId: string): Promise<CatalogueOverrides> {
  const { rows } = await tx.query<{ kind: string; entry: never }>(
    'SELECT kind, entry FROM catalogue_overrides WHERE organisation_id = $1 ORDER BY kind, key',
    [organisationId],
  );
  const of = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.entry);
  return { vendors: of('vendor'), services: of('service') };
}

/** A published version with the time it stood; which one is in force at an instant is for the caller to say. */
export interface PublishedVersion extends PolicyReference {
  publishedAt: Date;
  withdrawnAt: Date | null;
}

/** Every published version of the organisation's policies, by name and version. */
export async function readPublishedVersions(tx: SqlTx, organisationId: string): Promise<PublishedVersion[]> {
  const { rows } = await tx.query<PublishedVersion>(
    `SELECT p.id AS "policyId", p.name, v.version, v.hash, coalesce(v.effective_from, v.published_at) AS "inForceSince",
            v.rule_in_force_since AS "ruleInForceSince", v.published_at AS "publishedAt", p.withdrawn_at AS "withdrawnAt"
     FROM policies p JOIN policy_versions v ON v.organisation_id = p.organisation_id AND v.policy_id = p.id
     WHERE p.organisation_id = $1 AND v.published_at IS NOT NULL ORDER BY p.name, v.version`,
    [organisationId],
  );
  return rows;
}

/** Documents of published versions, which never change, in the order asked for. */
export function readPolicyDocuments(
  database: Database,
  organisationId: string,
  versions: readonly PolicyReference[],
): Promise<PolicyDocument[]> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<{ document: PolicyDocument }>(
      `SELECT v.document FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS k (policy_id, version, ord)
       JOIN policy_versions v ON v.organisation_id = $1 AND v.policy_id = k.policy_id AND v.version = k.version
       ORDER BY k.ord`,
      [organisationId, versions.map((v) => v.policyId), versions.map((v) => v.version)],
    );
    return rows.map((row) => row.document);
  });
}

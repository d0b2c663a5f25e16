import type { CatalogueOverrides } from '@cordon/policy';
import { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

export type CatalogueKind = 'vendor' | 'service';

/** An organisation's own entry of the catalogue. */
export interface CatalogueOverrideRow {
  kind: string;
  key: string;
  entry: unknown;
  createdBy: string | null;
  updatedAt: Date;
}

const OVERRIDE = { kind: true, key: true, entry: true, createdBy: true, updatedAt: true } as const;

/** SHA-256, in hex, over the own entries of the organisation of the row of `organisations`; null without any. */
export const OVERRIDES_DIGEST = `(SELECT encode(sha256(convert_to(
    jsonb_agg(jsonb_build_array(o.kind, o.key, o.entry) ORDER BY o.kind, o.key)::text, 'UTF8')), 'hex')
  FROM catalogue_overrides o WHERE o.organisation_id = organisations.id)`;

/** What stands for all own entries of an organisation; null: it has none. */
export async function findOverridesDigest(tx: Tx, organisationId: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ digest: string | null }[]>`
    SELECT ${Prisma.raw(OVERRIDES_DIGEST)} AS digest FROM organisations WHERE id = ${organisationId}::uuid`;
  return row?.digest ?? null;
}

/** All own entries of an organisation together with what stands for them, of one instant. */
export async function readOwnCatalogue(
  tx: Tx,
  organisationId: string,
): Promise<{ digest: string | null; overrides: CatalogueOverrides }> {
  const [row] = await tx.$queryRaw<{ digest: string | null; vendors: never[] | null; services: never[] | null }[]>`
    SELECT ${Prisma.raw(OVERRIDES_DIGEST)} AS digest,
           (SELECT jsonb_agg(o.entry ORDER BY o.key) FROM catalogue_overrides o
            WHERE o.organisation_id = organisations.id AND o.kind = 'vendor') AS vendors,
           (SELECT jsonb_agg(o.entry ORDER BY o.key) FROM catalogue_overrides o
            WHERE o.organisation_id = organisations.id AND o.kind = 'service') AS services
    FROM organisations WHERE id = ${organisationId}::uuid`;
  const overrides = { vendors: row?.vendors ?? [], services: row?.services ?? [] };
  return { digest: row?.digest ?? null, overrides };
}

/** Which entries of a kind are the organisation's own, and since when. At most 500. */
export function listOwnKeys(
  tx: Tx,
  organisationId: string,
  kind: CatalogueKind,
): Promise<{ key: string; updatedAt: Date }[]> {
  return tx.catalogueOverride.findMany({ where: { organisationId, kind }, select: { key: true, updatedAt: true } });
}

/** One own entry. */
export async function findCatalogueOverride(
  tx: Tx,
  organisationId: string,
  kind: CatalogueKind,
  key: string,
): Promise<CatalogueOverrideRow | undefined> {
  const where = { organisationId_kind_key: { organisationId, kind, key } };
  return (await tx.catalogueOverride.findUnique({ where, select: OVERRIDE })) ?? undefined;
}

/** Puts an own entry in the place of the one there may be. */
export async function putCatalogueOverride(
  tx: Tx,
  organisationId: string,
  { kind, key, entry, createdBy, updatedAt }: CatalogueOverrideRow & { entry: object },
): Promise<CatalogueOverrideRow> {
  const values = { entry: entry as Prisma.InputJsonObject, createdBy, updatedAt };
  return tx.catalogueOverride.upsert({
    where: { organisationId_kind_key: { organisationId, kind, key } },
    create: { organisationId, kind, key, ...values },
    update: values,
    select: OVERRIDE,
  });
}

/** Takes an own entry back. */
export async function deleteCatalogueOverride(
  tx: Tx,
  organisationId: string,
  kind: CatalogueKind,
  key: string,
): Promise<void> {
  await tx.catalogueOverride.deleteMany({ where: { organisationId, kind, key } });
}

/** Notes when the organisation's catalogue last changed: findings that the change opens date from it. */
export async function markCatalogueChanged(tx: Tx, organisationId: string, now: Date): Promise<void> {
  await tx.organisation.update({ where: { id: organisationId }, data: { catalogueChangedAt: now } });
}

/** How many active devices the organisation has. */
export function countActiveDevices(tx: Tx, organisationId: string): Promise<number> {
  return tx.deviceState.count({ where: { organisationId, deviceState: 'active' } });
}

/** Names of the policies, not withdrawn, that name a catalogue key in their newest published version, by name. */
export async function listPoliciesNaming(tx: Tx, organisationId: string, key: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT p.name FROM policies p CROSS JOIN LATERAL (
      SELECT v.document -> 'spec' AS spec, jsonb_build_object('key', ${key}::text) AS vars FROM policy_versions v
      WHERE v.organisation_id = p.organisation_id AND v.policy_id = p.id AND v.published_at IS NOT NULL
      ORDER BY v.version DESC LIMIT 1) newest
    WHERE p.organisation_id = ${organisationId}::uuid AND p.withdrawn_at IS NULL AND (
      jsonb_path_exists(spec, '$.rules[*].vendor.deny[*] ? (@ == $key)', vars)
      OR jsonb_path_exists(spec, '$.rules[*].service.deny[*] ? (@ == $key)', vars)
      OR jsonb_path_exists(spec, '$.rules[*].egress.*.vendors[*] ? (@ == $key)', vars)
      OR jsonb_path_exists(spec, '$.**.vendor ? (@ == $key)', vars))
    ORDER BY p.name`;
  return rows.map((row) => row.name);
}

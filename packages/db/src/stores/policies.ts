import type { Tx } from '../tenancy.ts';

/** A named document of rules; what it says is in its versions. */
export interface PolicyRow {
  id: string;
  name: string;
  createdAt: Date;
  withdrawnAt: Date | null;
}

const POLICY = { id: true, name: true, createdAt: true, withdrawnAt: true } as const;

/** Lists up to `limit` policies in order of their ids. */
export function listPolicies(
  tx: Tx,
  filter: { organisationId: string; after?: string; limit: number },
): Promise<PolicyRow[]> {
  const { organisationId, after, limit } = filter;
  return tx.policy.findMany({
    where: { organisationId, id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
    select: POLICY,
  });
}

/** One policy by its name. */
export async function findPolicy(tx: Tx, organisationId: string, name: string): Promise<PolicyRow | undefined> {
  return (
    (await tx.policy.findUnique({ where: { organisationId_name: { organisationId, name } }, select: POLICY })) ??
    undefined
  );
}

/** Makes the policy unless it is there, and keeps others from writing to it until the transaction ends. */
export async function lockPolicy(
  tx: Tx,
  organisationId: string,
  name: string,
  create?: { id: string; now: Date },
): Promise<PolicyRow | undefined> {
  if (create) {
    const data = { organisationId, id: create.id, name, createdAt: create.now };
    await tx.policy.createMany({ data: [data], skipDuplicates: true });
  }
  await tx.$executeRaw`SELECT FROM policies WHERE organisation_id = ${organisationId}::uuid AND name = ${name} FOR UPDATE`;
  return findPolicy(tx, organisationId, name);
}

/** Sets or clears when the policy was taken out of force. */
export async function setPolicyWithdrawn(tx: Tx, id: string, withdrawnAt: Date | null): Promise<PolicyRow> {
  return tx.policy.update({ where: { id }, data: { withdrawnAt }, select: POLICY });
}

/** Evidence that the organisation's other policies hold, published and not withdrawn or in draft: by id, with its policy. */
export async function listEvidenceElsewhere(
  tx: Tx,
  organisationId: string,
  exceptPolicyName: string,
): Promise<{ id: string; policyName: string; entry: unknown }[]> {
  return tx.$queryRaw<{ id: string; policyName: string; entry: unknown }[]>`
    SELECT DISTINCT ON (e ->> 'id') e ->> 'id' AS id, p.name AS "policyName", e AS entry
    FROM policies p
    CROSS JOIN LATERAL (
      SELECT v.document FROM policy_versions v WHERE v.organisation_id = p.organisation_id AND v.policy_id = p.id
      ORDER BY v.version DESC LIMIT 1) latest
    CROSS JOIN LATERAL jsonb_array_elements(coalesce(latest.document #> '{spec,evidence}', '[]'::jsonb)) AS e
    WHERE p.organisation_id = ${organisationId}::uuid AND p.name <> ${exceptPolicyName} AND p.withdrawn_at IS NULL
    ORDER BY e ->> 'id', p.name`;
}

import type { Role } from '@cordon/contract';
import { v7 } from 'uuid';
import type { Tx } from '../tenancy.ts';

/**
 * Lets one change of rights at a time pass in an organisation: two owners who remove each other in the same moment would
 * otherwise each see the other one stay. Held until the transaction ends.
 */
export async function lockRights(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('rights:' || ${organisationId}, 0))`;
}

/** Whether somebody stays who can do everything: an owner of the root unit, enabled, with a password. Needs {@link lockRights}. */
export async function hasActiveOwner(tx: Tx, organisationId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT FROM grants g
      JOIN units n ON n.organisation_id = g.organisation_id AND n.id = g.unit_id AND n.parent_id IS NULL
      JOIN users u ON u.organisation_id = g.organisation_id AND u.id = g.user_id
      WHERE g.organisation_id = ${organisationId}::uuid AND g.role = 'owner' AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL
    ) AS found`;
  return rows[0]?.found ?? false;
}

/**
 * Grants a role on a unit.
 *
 * @returns the id; `undefined` if the user has exactly this grant already
 */
export async function insertGrant(
  tx: Tx,
  organisationId: string,
  grant: { userId: string; role: Role; unitId: string },
  now: Date,
): Promise<string | undefined> {
  const id = v7({ msecs: now.getTime() });
  const data = { organisationId, id, ...grant, createdAt: now };
  const { count } = await tx.grant.createMany({ data: [data], skipDuplicates: true });
  return count === 1 ? id : undefined;
}

/** Takes a grant away; false if it is gone already. */
export async function deleteGrant(tx: Tx, organisationId: string, id: string): Promise<boolean> {
  return (await tx.grant.deleteMany({ where: { organisationId, id } })).count > 0;
}

/** Whether a unit of this organisation has the id. */
export async function hasUnit(tx: Tx, organisationId: string, unitId: string): Promise<boolean> {
  return (await tx.unit.count({ where: { organisationId, id: unitId } })) > 0;
}

import type { Database } from '../database.ts';
import { hashSecret } from '../provision/secret.ts';
import type { Tx } from '../tenancy.ts';

/** How long a link to the personal page works. */
export const PERSON_LINK_LIFETIME_MS = 14 * 86_400_000;

/** Which link a token belongs to, before its organisation is known. */
export async function findPersonLinkByToken(
  database: Database,
  token: string,
): Promise<{ organisationId: string; id: string } | undefined> {
  const { rows } = await database.pool.query<{ organisation_id: string; id: string }>(
    'SELECT organisation_id, id FROM person_link_by_hash($1)',
    [hashSecret(token)],
  );
  return rows[0] && { organisationId: rows[0].organisation_id, id: rows[0].id };
}

/** Whose link it is, and the advisory it was sent with. */
export interface PersonLinkRow {
  personId: string;
  advisoryId: string;
}

/** A link that has not expired, of a person who is not erased. */
export async function findValidPersonLink(
  tx: Tx,
  organisationId: string,
  id: string,
  now: Date,
): Promise<PersonLinkRow | undefined> {
  const link = await tx.personLink.findFirst({
    where: { organisationId, id, expiresAt: { gt: now } },
    select: { personId: true, advisoryId: true },
  });
  if (!link) return undefined;
  const person = await tx.person.findFirst({
    where: { organisationId, id: link.personId, erasedAt: null },
    select: { id: true },
  });
  return person ? link : undefined;
}

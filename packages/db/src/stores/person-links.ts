import { v7 } from 'uuid';
import type { Database } from '../database.ts';
import { hashSecret, newSecret } from '../provision/secret.ts';
import type { Tx } from '../tenancy.ts';

/** How long a link to the personal page works. */
export const PERSON_LINK_LIFETIME_MS = 14 * 86_400_000;

export interface NewPersonLink {
  organisationId: string;
  personId: string;
  advisoryId: string;
  now: Date;
}

/** Makes a person's link for one advisory. The token is returned once, to be mailed; stored hashed, 14 days. */
export async function createPersonLink(tx: Tx, input: NewPersonLink): Promise<{ id: string; token: string }> {
  const { organisationId, personId, advisoryId, now } = input;
  const { token, hash } = newSecret('cpl_');
  const id = v7({ msecs: now.getTime() });
  const expiresAt = new Date(now.getTime() + PERSON_LINK_LIFETIME_MS);
  await tx.personLink.create({
    data: { organisationId, id, personId, advisoryId, tokenHash: hash, createdAt: now, expiresAt },
  });
  return { id, token };
}

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

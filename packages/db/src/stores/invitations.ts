import { v7 } from 'uuid';
import type { Database } from '../database.ts';
import { messageIdOf } from '../hot/deliveries.ts';
import { hashSecret, newSecret } from '../provision/secret.ts';
import type { Tx } from '../tenancy.ts';

/** How long an invitation can be accepted. */
export const INVITATION_LIFETIME_MS = 24 * 3_600_000;

export interface CreatedInvitation {
  id: string;
  /** Shown once to the inviter; stored hashed. */
  token: string;
  expiresAt: Date;
}

/** Makes a single-use invitation of 24 h for a user; earlier ones of the same user end. */
export async function createInvitation(
  tx: Tx,
  input: { organisationId: string; userId: string; now: Date },
): Promise<CreatedInvitation> {
  const { organisationId, userId, now } = input;
  await endInvitations(tx, organisationId, userId, now);
  const { token, hash } = newSecret('civ_');
  const id = v7({ msecs: now.getTime() });
  const expiresAt = new Date(now.getTime() + INVITATION_LIFETIME_MS);
  await tx.invitation.create({ data: { organisationId, id, userId, tokenHash: hash, createdAt: now, expiresAt } });
  return { id, token, expiresAt };
}

/** Ends a user's open invitations, as disabling and inviting anew do. */
export async function endInvitations(tx: Tx, organisationId: string, userId: string, now: Date): Promise<void> {
  await tx.invitation.updateMany({
    where: { organisationId, userId, usedAt: null, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
}

/** Which invitation a token belongs to, before its organisation is known. */
export async function findInvitationByToken(
  database: Database,
  token: string,
): Promise<{ organisationId: string; id: string } | undefined> {
  const { rows } = await database.pool.query<{ organisation_id: string; id: string }>(
    'SELECT * FROM invitation_by_hash($1)',
    [hashSecret(token)],
  );
  return rows[0] && { organisationId: rows[0].organisation_id, id: rows[0].id };
}

/** Whose an invitation is that can still be accepted. */
export async function peekInvitation(
  tx: Tx,
  organisationId: string,
  id: string,
  now: Date,
): Promise<{ userId: string } | undefined> {
  const where = { organisationId, id, usedAt: null, expiresAt: { gt: now } };
  return (await tx.invitation.findFirst({ where, select: { userId: true } })) ?? undefined;
}

/**
 * Uses an invitation up. Of several at once, one gets the user's id.
 *
 * @returns `undefined` if it is used, expired or unknown
 */
export async function useInvitation(
  tx: Tx,
  organisationId: string,
  id: string,
  now: Date,
): Promise<{ userId: string } | undefined> {
  const { count } = await tx.invitation.updateMany({
    where: { organisationId, id, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 0) return undefined;
  return (await tx.invitation.findFirst({ where: { organisationId, id }, select: { userId: true } })) ?? undefined;
}

/**
 * Queues the mail that tells a user of an invitation and who made it. The link itself is not in it: its token is not
 * stored, so the inviter hands it over.
 *
 * @param invitation `invitedBy` is a user's id; absent: the invitation was made by a program
 * @returns the delivery's id
 */
export async function queueInvitationDelivery(
  tx: Tx,
  organisationId: string,
  invitation: { userId: string; invitedBy?: string; expiresAt: Date; publicUrl: string; now: Date },
): Promise<string> {
  const { userId, invitedBy, expiresAt, publicUrl, now } = invitation;
  const id = v7({ msecs: now.getTime() });
  const detail = { invitedBy: invitedBy ?? null, expiresAt: expiresAt.toISOString() };
  const due = { dueAt: now, createdAt: now, messageId: messageIdOf(id, publicUrl) };
  const delivery = { organisationId, id, reason: 'invitation', userId, channel: 'email', state: 'queued', detail };
  await tx.delivery.create({ data: { ...delivery, ...due } });
  return id;
}

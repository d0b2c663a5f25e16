import { createSession, getSession, revokeSessionsOfUser, type Tx } from '@cordon/db';
import { csrfTokenOf } from '../../plugins/csrf.ts';

/** The session that the caller came with, and whose it is. */
export interface OwnSession {
  id: string;
  userId: string;
}

/**
 * Ends all sessions of a user whose rights or password changed. If the caller is that user, the caller's own session is
 * replaced by a new one with the same end.
 *
 * @returns token of the new session, for the caller's cookie
 */
export async function rotateSessions(
  tx: Tx,
  organisationId: string,
  userId: string,
  own: OwnSession | undefined,
  now: Date,
): Promise<string | undefined> {
  const present = own?.userId === userId ? await getSession(tx, organisationId, own.id) : undefined;
  await revokeSessionsOfUser(tx, organisationId, userId, now);
  if (!present) return undefined;
  const { token } = await createSession(tx, {
    organisationId,
    userId,
    address: present.address ?? undefined,
    userAgent: present.userAgent ?? undefined,
    now,
    expiresAt: present.expiresAt,
    csrfTokenOf,
  });
  return token;
}

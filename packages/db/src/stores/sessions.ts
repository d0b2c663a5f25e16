import { createHash } from 'node:crypto';
import { v7 } from 'uuid';
import { newSecret } from '../provision/secret.ts';
import type { Tx } from '../tenancy.ts';
import { SESSION_IDLE_MS } from './operator-access.ts';

/** A session ends so long after the sign-in, however busy it is. */
export const SESSION_LIFETIME_MS = 12 * 3_600_000;

export interface SessionRecord {
  id: string;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

export interface NewSession {
  organisationId: string;
  userId: string;
  address?: string;
  userAgent?: string;
  now: Date;
  /** End of the session that this one takes the place of. @defaultValue 12 hours from now */
  expiresAt?: Date;
  /** Tells the CSRF token of a session token. */
  csrfTokenOf: (token: string) => string;
}

/** Makes a session. Its token is returned once and stored hashed. */
export async function createSession(tx: Tx, input: NewSession): Promise<{ token: string; session: SessionRecord }> {
  const { token, hash } = newSecret('cse_');
  const session = {
    id: v7({ msecs: input.now.getTime() }),
    address: input.address?.slice(0, 64) ?? null,
    userAgent: input.userAgent?.slice(0, 256) ?? null,
    createdAt: input.now,
    lastSeenAt: input.now,
    expiresAt: input.expiresAt ?? new Date(input.now.getTime() + SESSION_LIFETIME_MS),
  };
  const { organisationId, userId } = input;
  const csrfHash = Uint8Array.from(createHash('sha256').update(input.csrfTokenOf(token)).digest());
  await tx.session.create({ data: { organisationId, userId, tokenHash: hash, csrfHash, ...session } });
  return { token, session };
}

const SESSION_COLUMNS = {
  id: true,
  address: true,
  userAgent: true,
  createdAt: true,
  lastSeenAt: true,
  expiresAt: true,
} as const;

function live(organisationId: string, userId: string, now: Date) {
  const idleSince = new Date(now.getTime() - SESSION_IDLE_MS);
  return { organisationId, userId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince } };
}

/** A user's sessions that are in force, by id, `limit + 1` at most. */
export async function listSessions(
  tx: Tx,
  organisationId: string,
  userId: string,
  now: Date,
  page: { after?: string; limit: number },
): Promise<SessionRecord[]> {
  return tx.session.findMany({
    where: { ...live(organisationId, userId, now), ...(page.after === undefined ? {} : { id: { gt: page.after } }) },
    orderBy: { id: 'asc' },
    take: page.limit + 1,
    select: SESSION_COLUMNS,
  });
}

/** One session, in force or not. */
export async function getSession(tx: Tx, organisationId: string, id: string): Promise<SessionRecord | undefined> {
  return (await tx.session.findFirst({ where: { organisationId, id }, select: SESSION_COLUMNS })) ?? undefined;
}

/** Ends one session of a user; false if there is none in force. */
export async function revokeSession(
  tx: Tx,
  organisationId: string,
  userId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.session.updateMany({
    where: { ...live(organisationId, userId, now), id },
    data: { revokedAt: now },
  });
  return count > 0;
}

/** Ends all sessions of a user, as every change of rights and of the password does. */
export async function revokeSessionsOfUser(tx: Tx, organisationId: string, userId: string, now: Date): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { organisationId, userId, revokedAt: null },
    data: { revokedAt: now },
  });
  return count;
}

/** Ends the session of a browser that signs in again, whoever's it was in this organisation. */
export async function revokeSessionByHash(
  tx: Tx,
  organisationId: string,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<void> {
  await tx.session.updateMany({ where: { organisationId, tokenHash, revokedAt: null }, data: { revokedAt: now } });
}

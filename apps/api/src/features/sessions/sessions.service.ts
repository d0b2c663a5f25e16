import { AppError, idAfter, type Page, type Session, toPage } from '@cordon/contract';
import { appendAuditEvent, listSessions, revokeSession, type SessionRecord, withOrganisation } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { OwnSession } from './rotate-sessions.ts';

export type SessionDeps = Pick<Deps, 'database' | 'clock'>;

/** The caller's own sessions that are in force. */
export async function findSessions(
  deps: SessionDeps,
  organisationId: string,
  own: OwnSession,
  query: { limit: number; cursor?: string },
): Promise<Page<Session>> {
  const page = { after: idAfter(query.cursor), limit: query.limit };
  const rows = await withOrganisation(deps.database, organisationId, (tx) =>
    listSessions(tx, organisationId, own.userId, deps.clock.now(), page),
  );
  const { items, nextCursor } = toPage(rows, query.limit, (row) => row.id);
  return { items: items.map((row) => toSession(row, own.id)), nextCursor };
}

/**
 * Ends one of the caller's own sessions.
 *
 * @throws AppError `not-found`, also for somebody else's
 */
export async function endSession(
  deps: SessionDeps,
  organisationId: string,
  own: OwnSession,
  id: string,
): Promise<void> {
  const now = deps.clock.now();
  await withOrganisation(deps.database, organisationId, async (tx) => {
    const isEnded = await revokeSession(tx, organisationId, own.userId, id, now);
    if (!isEnded) throw new AppError('not-found', 'There is no such session.');
    const actor = { kind: 'user' as const, id: own.userId };
    const target = { kind: 'session', id };
    await appendAuditEvent(tx, organisationId, { at: now, actor, action: 'session.ended', target });
  });
}

/** A session as the API tells it. */
export function toSession(row: SessionRecord, currentId: string): Session {
  const { id, address, userAgent } = row;
  const instants = {
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
  return { id, current: id === currentId, address, userAgent, ...instants };
}

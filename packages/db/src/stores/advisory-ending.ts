import type { Tx } from '../tenancy.ts';

/**
 * Makes whoever changes the notices about this person or device wait until the transaction ends; the worker takes the same
 * lock. INVARIANT: taken after the devices' rows, as the worker does, so that nobody waits in a circle.
 */
export async function lockNoticesAbout(tx: Tx, personOrDeviceId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('notice:' || ${personOrDeviceId}, 0))`;
}

/**
 * Ends open notices without a message: there is nobody left to tell, or nothing left to tell them of. What waits to be
 * sent for them is cancelled.
 */
export async function resolveAdvisories(
  tx: Tx,
  organisationId: string,
  which: { personId: string } | { deviceId: string } | { ids: readonly string[] },
  now: Date,
): Promise<void> {
  const where = 'ids' in which ? { id: { in: [...which.ids] } } : which;
  const open = await tx.advisory.findMany({
    where: { organisationId, kind: 'notice', state: 'open', ...where },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  if (open.length === 0) return;
  const ids = open.map((advisory) => advisory.id);
  await tx.advisory.updateMany({
    where: { organisationId, id: { in: ids }, state: 'open' },
    data: { state: 'resolved', resolvedAt: now },
  });
  await tx.advisoryFinding.updateMany({
    where: { organisationId, advisoryId: { in: ids }, resolvedAt: null },
    data: { resolvedAt: now },
  });
  await tx.delivery.updateMany({
    where: { organisationId, advisoryId: { in: ids }, state: 'queued' },
    data: { state: 'cancelled' },
  });
}

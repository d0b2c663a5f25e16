import type { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** An event as it is read. */
export interface AuditEventRecord {
  id: string;
  number: bigint | null;
  at: Date;
  actorKind: string;
  actorId: string | null;
  action: string;
  targetKind: string;
  targetId: string | null;
  unitId: string | null;
  /** JSON; null after an erasure. */
  details: string | null;
}

const COLUMNS = {
  id: true,
  number: true,
  at: true,
  actorKind: true,
  actorId: true,
  action: true,
  targetKind: true,
  targetId: true,
  unitId: true,
  details: true,
} as const;

/** Which events a list shows. */
export interface AuditEventFilter {
  /** Events on one of these units; absent: all, also those without a unit. */
  unitIds?: readonly string[];
  actorKind?: string;
  actorId?: string;
  /** `device.retired`, or `device` for all of its actions. */
  action?: string;
  targetKind?: string;
  targetId?: string;
  /** Part of action, target's id or details. */
  text?: string;
  from?: Date;
  /** Exclusive. */
  to?: Date;
  /** Id to go on before. */
  before?: string;
  limit: number;
}

/** Events, newest first, `limit + 1` at most. */
export async function listAuditEvents(
  tx: Tx,
  organisationId: string,
  filter: AuditEventFilter,
): Promise<AuditEventRecord[]> {
  const { actorKind, actorId, targetKind, targetId } = filter;
  return tx.auditEvent.findMany({
    where: { organisationId, actorKind, actorId, targetKind, targetId, AND: conditionsOf(filter) },
    orderBy: { id: 'desc' },
    take: filter.limit + 1,
    select: COLUMNS,
  });
}

const TEXTS = ['action', 'targetId', 'details'] as const;

function conditionsOf({ unitIds, action, text, from, to, before }: AuditEventFilter): Prisma.AuditEventWhereInput[] {
  return [
    unitIds === undefined ? {} : { unitId: { in: [...unitIds] } },
    before === undefined ? {} : { id: { lt: before } },
    text === undefined ? {} : { OR: TEXTS.map((column) => ({ [column]: { contains: text, mode: 'insensitive' } })) },
    from === undefined ? {} : { at: { gte: from } },
    to === undefined ? {} : { at: { lt: to } },
    action === undefined ? {} : action.includes('.') ? { action } : { action: { startsWith: `${action}.` } },
  ];
}

/** One event; `undefined` also for one on another unit than `unitIds`. */
export async function getAuditEvent(
  tx: Tx,
  organisationId: string,
  id: string,
  unitIds?: readonly string[],
): Promise<AuditEventRecord | undefined> {
  const row = await tx.auditEvent.findFirst({ where: { organisationId, id }, select: COLUMNS });
  if (!row) return undefined;
  return unitIds === undefined || (row.unitId !== null && unitIds.includes(row.unitId)) ? row : undefined;
}

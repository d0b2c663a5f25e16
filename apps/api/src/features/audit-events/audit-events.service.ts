import { AppError, AuditEvent, type AuditEventListQuery, idAfter, type Page, toPage } from '@cordon/contract';
import { type AuditEventRecord, getAuditEvent, listAuditEvents, listUnitIdsBelow, withOrganisation } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';

export type AuditEventDeps = Pick<Deps, 'database'>;

/** Events on the caller's units, newest first; those that concern no unit are for callers of the whole organisation. */
export async function findAuditEvents(
  deps: AuditEventDeps,
  operator: Operator,
  query: AuditEventListQuery,
): Promise<Page<AuditEvent>> {
  const { organisationId } = operator;
  const { limit, cursor, unitId, q, from, to, ...filter } = query;
  const scope = operator.unitScope('audit-events:read');
  const rows = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = unitId === undefined ? scope : await listUnitIdsBelow(tx, organisationId, unitId, scope);
    return listAuditEvents(tx, organisationId, {
      ...filter,
      unitIds,
      text: q,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
      before: idAfter(cursor),
      limit,
    });
  });
  const { items, nextCursor } = toPage(rows, limit, (row) => row.id);
  return { items: items.map(toAuditEvent), nextCursor };
}

/** @throws AppError `not-found`, also for an event outside the caller's units */
export async function showAuditEvent(deps: AuditEventDeps, operator: Operator, id: string): Promise<AuditEvent> {
  const { organisationId } = operator;
  const scope = operator.unitScope('audit-events:read');
  const row = await withOrganisation(deps.database, organisationId, (tx) =>
    getAuditEvent(tx, organisationId, id, scope),
  );
  if (!row) throw new AppError('not-found', 'There is no such audit event.');
  return toAuditEvent(row);
}

function toAuditEvent(row: AuditEventRecord): AuditEvent {
  return AuditEvent.parse({
    id: row.id,
    number: row.number === null ? null : Number(row.number),
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId },
    unitId: row.unitId,
    details: row.details === null ? null : JSON.parse(row.details),
  });
}

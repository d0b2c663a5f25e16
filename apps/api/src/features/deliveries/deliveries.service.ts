import { type Delivery, type DeliveryListQuery, DeliveryState, idAfter, type Page, toPage } from '@cordon/contract';
import { type DeliveryRow, listDeliveries, type Tx, withOrganisation } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { notFound } from '../../resources/refusals.ts';

type DeliveryDeps = Pick<Deps, 'database'>;

/** Deliveries about advisories of, or to people of, the units that the caller may read, newest first. */
export async function findDeliveries(
  deps: DeliveryDeps,
  operator: Operator,
  query: DeliveryListQuery,
): Promise<Page<Delivery>> {
  const { organisationId } = operator;
  const { limit, cursor, ...filter } = query;
  const unitIds = operator.unitScope('deliveries:read');
  const rows = await withOrganisation(deps.database, organisationId, (tx) =>
    listDeliveries(tx, { organisationId, unitIds, ...filter, before: idAfter(cursor), limit: limit + 1 }),
  );
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => toDelivery(row, operator)) };
}

/** @throws AppError `not-found` */
export async function showDelivery(deps: DeliveryDeps, operator: Operator, id: string): Promise<Delivery> {
  const { organisationId } = operator;
  const unitIds = operator.unitScope('deliveries:read');
  const [row] = await withOrganisation(deps.database, organisationId, (tx) =>
    listDeliveries(tx, { organisationId, unitIds, id, limit: 1 }),
  );
  if (!row) throw notFound('delivery');
  return toDelivery(row, operator);
}

const PER_ADVISORY = 200;

/** What was sent about one advisory, newest first, at most 200; nothing if the caller may not read deliveries there. */
export async function listDeliveriesOfAdvisory(tx: Tx, operator: Operator, advisoryId: string): Promise<Delivery[]> {
  if (!operator.can('deliveries:read')) return [];
  const unitIds = operator.unitScope('deliveries:read');
  const { organisationId } = operator;
  const rows = await listDeliveries(tx, { organisationId, unitIds, advisoryId, limit: PER_ADVISORY });
  return rows.map((row) => toDelivery(row, operator));
}

function toDelivery(row: DeliveryRow, operator: Operator): Delivery {
  const { personId, personName, userId, userName, ...rest } = row;
  return {
    ...rest,
    recipient: toRecipient(row, operator),
    state: DeliveryState.parse(row.state),
    dueAt: iso(row.dueAt),
    sentAt: isoOrNull(row.sentAt),
    createdAt: iso(row.createdAt),
  };
}

function toRecipient(row: DeliveryRow, operator: Operator): Delivery['recipient'] {
  const { personId, personName, userId, userName } = row;
  if (personId) return { kind: 'person', id: personId, name: operator.can('people:read') ? personName : null };
  if (userId) return { kind: 'user', id: userId, name: operator.can('users:read') ? userName : null };
  return null;
}

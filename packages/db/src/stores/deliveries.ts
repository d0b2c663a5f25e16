import { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** One advisory to one recipient by one channel, as lists show it. */
export interface DeliveryRow {
  id: string;
  advisoryId: string | null;
  reason: string;
  personId: string | null;
  personName: string | null;
  userId: string | null;
  userName: string | null;
  channel: string;
  state: string;
  attempt: number;
  messageId: string;
  dueAt: Date;
  sentAt: Date | null;
  lastError: string | null;
  createdAt: Date;
}

export interface DeliveryListFilter {
  organisationId: string;
  /** Units to look in, by the advisory or else the recipient; absent: all. */
  unitIds?: readonly string[];
  id?: string;
  advisoryId?: string;
  personId?: string;
  userId?: string;
  state?: string;
  before?: string;
  limit: number;
}

/**
 * Lists up to `limit` deliveries, newest first. Within units: those of their advisories and to their people; a message to a
 * user that is about no advisory belongs to the whole organisation.
 */
export function listDeliveries(tx: Tx, filter: DeliveryListFilter): Promise<DeliveryRow[]> {
  return tx.$queryRaw<DeliveryRow[]>`
    SELECT d.id, d.advisory_id AS "advisoryId", d.reason, d.person_id AS "personId", p.name AS "personName", d.user_id AS "userId",
           u.name AS "userName", d.channel, d.state, d.attempt, d.message_id AS "messageId", d.due_at AS "dueAt", d.sent_at AS "sentAt",
           d.last_error AS "lastError", d.created_at AS "createdAt"
    FROM deliveries d
    LEFT JOIN advisories a ON a.id = d.advisory_id
    LEFT JOIN people p ON p.id = d.person_id
    LEFT JOIN users u ON u.id = d.user_id
    WHERE ${Prisma.join(conditionsOf(filter), ' AND ')}
    ORDER BY d.id DESC LIMIT ${filter.limit}::int`;
}

function conditionsOf(filter: DeliveryListFilter): Prisma.Sql[] {
  const { unitIds } = filter;
  const present: [unknown, () => Prisma.Sql][] = [
    [unitIds, () => Prisma.sql`coalesce(a.unit_id, p.unit_id) = ANY (${[...(unitIds ?? [])]}::uuid[])`],
    [filter.before, () => Prisma.sql`d.id < ${filter.before}::uuid`],
    [filter.id, () => Prisma.sql`d.id = ${filter.id}::uuid`],
    [filter.advisoryId, () => Prisma.sql`d.advisory_id = ${filter.advisoryId}::uuid`],
    [filter.personId, () => Prisma.sql`d.person_id = ${filter.personId}::uuid`],
    [filter.userId, () => Prisma.sql`d.user_id = ${filter.userId}::uuid`],
    [filter.state, () => Prisma.sql`d.state = ${filter.state}`],
  ];
  const organisation = Prisma.sql`d.organisation_id = ${filter.organisationId}::uuid`;
  return [organisation, ...present.filter(([value]) => value !== undefined).map(([, make]) => make())];
}

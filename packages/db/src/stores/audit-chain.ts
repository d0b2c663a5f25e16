import { createHash, createHmac } from 'node:crypto';
import type { Database } from '../database.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';

/**
 * The chain of audit events: MAC(n) = HMAC-SHA-256(audit key, MAC(n−1) ‖ n ‖ SHA-256(fixed part) ‖ SHA-256(salt ‖ details)),
 * MAC(0) being 32 zero bytes and n eight bytes, big-endian. Details stand in it by their salted hash alone, so that a
 * person's erasure leaves it whole.
 */

/** The part of an event that never changes. */
export interface FixedPart {
  organisationId: string;
  id: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  action: string;
  targetKind: string;
  targetId: string | null;
  unitId: string | null;
  personId: string | null;
}

/** What an event needs to be chained. */
export interface ChainedEvent extends FixedPart {
  detailsHash: Uint8Array;
}

/** MAC of the event before the first. */
export const CHAIN_START: Uint8Array = new Uint8Array(32);

/** Columns of {@link ChainedEvent}, under its names. */
export const CHAINED_COLUMNS = `organisation_id AS "organisationId", id, at, actor_kind AS "actorKind", actor_id AS "actorId", action,
  target_kind AS "targetKind", target_id AS "targetId", unit_id AS "unitId", person_id AS "personId", details_hash AS "detailsHash"`;

/** MAC of the event that becomes number `number` after the one whose MAC is `previous`. */
export function chainMac(
  auditKey: Uint8Array,
  previous: Uint8Array,
  number: number,
  event: ChainedEvent,
): Buffer<ArrayBuffer> {
  const position = Buffer.alloc(8);
  position.writeBigUInt64BE(BigInt(number));
  const mac = createHmac('sha256', auditKey)
    .update(previous)
    .update(position)
    .update(hashOfFixedPart(event))
    .update(event.detailsHash);
  return Buffer.from(mac.digest());
}

/** JSON of an array: unambiguous, whatever the values contain. */
function hashOfFixedPart(event: FixedPart): Buffer {
  const { organisationId, id, at, actorKind, actorId, action, targetKind, targetId, unitId, personId } = event;
  const fixed = [
    organisationId,
    id,
    at.toISOString(),
    actorKind,
    actorId,
    action,
    targetKind,
    targetId,
    unitId,
    personId,
  ];
  return createHash('sha256').update(JSON.stringify(fixed)).digest();
}

const BATCH = 500;

/**
 * Numbers and chains all unsealed events of an organisation, oldest first. Any number of sealers may run: one at a time
 * seals, the others leave it to that one.
 *
 * @param auditKey of {@link loadOrganisationKeys}
 * @returns how many were sealed
 */
export async function sealAuditEvents(
  database: Database,
  organisationId: string,
  auditKey: Uint8Array,
): Promise<number> {
  let total = 0;
  for (;;) {
    const sealed = await sealBatch(database, organisationId, auditKey);
    total += sealed;
    if (sealed < BATCH) return total;
  }
}

/** Reads, computes outside any transaction, and writes only if the chain still ends where it did. */
async function sealBatch(database: Database, organisationId: string, auditKey: Uint8Array): Promise<number> {
  const { end, events } = await withOrganisationSql(database, organisationId, async (tx) => ({
    end: await readChainEnd(tx, organisationId),
    events: await readUnsealed(tx, organisationId),
  }));
  if (events.length === 0) return 0;
  let previous = end.mac;
  const macs = events.map((event, index) => {
    previous = chainMac(auditKey, previous, end.number + index + 1, event);
    return previous;
  });
  return withOrganisationSql(database, organisationId, (tx) =>
    writeSeals(tx, organisationId, end.number, events, macs),
  );
}

/** Where the chain ends: number 0 and {@link CHAIN_START} before the first event. */
export async function readChainEnd(tx: SqlTx, organisationId: string): Promise<{ number: number; mac: Uint8Array }> {
  const { rows } = await tx.query<{ number: string; mac: Buffer }>(
    'SELECT number, mac FROM audit_events WHERE organisation_id = $1 AND number IS NOT NULL ORDER BY number DESC LIMIT 1',
    [organisationId],
  );
  return rows[0] ? { number: Number(rows[0].number), mac: rows[0].mac } : { number: 0, mac: CHAIN_START };
}

async function readUnsealed(tx: SqlTx, organisationId: string): Promise<ChainedEvent[]> {
  const { rows } = await tx.query<ChainedEvent>(
    `SELECT ${CHAINED_COLUMNS} FROM audit_events WHERE organisation_id = $1 AND number IS NULL ORDER BY id LIMIT ${BATCH}`,
    [organisationId],
  );
  return rows;
}

async function writeSeals(
  tx: SqlTx,
  organisationId: string,
  endedAt: number,
  events: readonly ChainedEvent[],
  macs: readonly Uint8Array[],
): Promise<number> {
  const lock = await tx.query<{ got: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('seal:' || $1, 0)) AS got",
    [organisationId],
  );
  if (!lock.rows[0]?.got) return 0;
  if ((await readChainEnd(tx, organisationId)).number !== endedAt) return 0;
  const { rowCount } = await tx.query(
    `UPDATE audit_events e SET number = s.number, mac = s.mac FROM unnest($2::uuid[], $3::bigint[], $4::bytea[]) AS s (id, number, mac)
     WHERE e.organisation_id = $1 AND e.id = s.id AND e.number IS NULL`,
    [organisationId, events.map((event) => event.id), events.map((_event, index) => endedAt + index + 1), macs],
  );
  // A gap would look like a removed row for ever: better to seal nothing this time.
  if (rowCount !== events.length) throw new Error(`Only ${rowCount} of ${events.length} audit events could be sealed.`);
  return events.length;
}

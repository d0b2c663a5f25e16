import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Tx } from '../tenancy.ts';

/** What an audit event says; `before` and `after` hold the changed fields alone, never a secret. */
export interface AuditEntry {
  at: Date;
  actor: { kind: 'user' | 'api-token' | 'person' | 'device' | 'system'; id?: string };
  /** Target kind and past participle: `device.retired`, `policy.published`. */
  action: string;
  target: { kind: string; id?: string };
  /** Unit it concerns: who may read it. */
  unitId?: string;
  /** Person whose erasure empties the details. */
  personId?: string;
  details?: Record<string, unknown>;
}

/** Orders events of one process within a millisecond: RFC 9562 section 6.2, method 1. */
let sequence = 0;

function newEventId(at: Date): string {
  sequence = (sequence + 1) >>> 0;
  return v7({ msecs: at.getTime(), seq: sequence });
}

/** The columns of an event, with what binds its details into the chain. */
export function toAuditRow(organisationId: string, entry: AuditEntry) {
  const details = JSON.stringify(entry.details ?? {});
  const salt = randomBytes(16);
  return {
    organisationId,
    id: newEventId(entry.at),
    at: entry.at,
    actorKind: entry.actor.kind,
    actorId: entry.actor.id ?? null,
    action: entry.action,
    targetKind: entry.target.kind,
    targetId: entry.target.id ?? null,
    unitId: entry.unitId ?? null,
    personId: entry.personId ?? null,
    details,
    salt,
    detailsHash: createHash('sha256').update(salt).update(details).digest(),
  };
}

/**
 * Appends an event, unsealed: no lock is shared with other writers. Call it in the transaction of the change itself.
 * The sealer numbers and chains it within a second.
 */
export async function appendAuditEvent(tx: Tx, organisationId: string, entry: AuditEntry): Promise<void> {
  await tx.auditEvent.create({ data: toAuditRow(organisationId, entry) });
}

import { type AuditEntry, toAuditRow } from '../stores/audit-events.ts';
import type { SqlTx } from '../tenancy.ts';
import { partsOf } from './import-people.ts';

/** As `appendAuditEvent`, for many events at once. */
export async function appendAuditEvents(
  tx: SqlTx,
  organisationId: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  for (const part of partsOf(entries)) {
    const rows = part.map((entry) => toAuditRow(organisationId, entry));
    await tx.query(
      `INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, action, target_kind, target_id, unit_id,
                                 person_id, details, salt, details_hash)
       SELECT $1, * FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
                                $9::uuid[], $10::uuid[], $11::text[], $12::bytea[], $13::bytea[])`,
      [
        organisationId,
        rows.map((row) => row.id),
        rows.map((row) => row.at),
        rows.map((row) => row.actorKind),
        rows.map((row) => row.actorId),
        rows.map((row) => row.action),
        rows.map((row) => row.targetKind),
        rows.map((row) => row.targetId),
        rows.map((row) => row.unitId),
        rows.map((row) => row.personId),
        rows.map((row) => row.details),
        rows.map((row) => row.salt),
        rows.map((row) => row.detailsHash),
      ],
    );
  }
}

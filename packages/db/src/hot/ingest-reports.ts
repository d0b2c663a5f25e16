import type { Database } from '../database.ts';

/** A report whose signature was checked, ready to be stored. */
export interface IncomingReport {
  deviceId: string;
  seq: number;
  /** UUIDv7 of the time it was received: decides its partition. */
  reportId: string;
  /** Thumbprint of the key that signed it; the insert compares it with the device's active key. */
  keyThumbprint: string;
  collectedAt: Date;
  /** SHA-256 of the payload as signed. */
  payloadSha256: Buffer;
  protectedHeader: string;
  signature: Buffer;
  payload: Buffer;
  /** 0 as received, 1 raw deflate */
  encoding: 0 | 1;
  /** Section → epoch under which it was left out; absent: complete. */
  reduced?: Record<string, number>;
}

export type IngestOutcome =
  | 'stored'
  | 'repeated'
  | 'sequence-conflict'
  | 'device-unknown'
  | 'device-retired'
  | 'key-mismatch';

export interface IngestResult {
  outcome: IngestOutcome;
  /** The stored report's, also for `repeated`. */
  reportId: string | null;
  receivedAt: Date | null;
  lastSeq: number;
  organisationId: string | null;
}

/** Most reports of a batch whose statement PostgreSQL keeps. */
const MAX_KEPT = 32;

/**
 * Stores a batch of reports, also of several organisations, in one statement that is its own transaction: when it
 * returns, what is `stored` is durable. Each payload travels as a parameter of its own: building one text array of
 * 20 kB payloads costs 15 times as much (docs/architecture.md).
 *
 * @param reports 1 to 500
 * @returns one result for each report, in the same order
 */
export async function ingestReports(
  database: Database,
  reports: readonly IncomingReport[],
  now: Date,
): Promise<IngestResult[]> {
  const column = <T>(pick: (report: IncomingReport) => T) => reports.map(pick);
  const payloads = reports.map((_, index) => `$${index + 12}`).join(', ');
  const { rows } = await database.pool.query({
    // One text for each number of reports: the usual ones are kept.
    ...(reports.length <= MAX_KEPT && { name: `ingest-reports-${reports.length}` }),
    text: `SELECT outcome, report_id AS "reportId", received_at AS "receivedAt", last_seq AS "lastSeq", organisation_id AS "organisationId"
     FROM ingest_reports($1, $2::uuid[], $3::bigint[], $4::text[], $5::uuid[], $6::timestamptz[], $7::bytea[], $8::text[],
                         $9::bytea[], $10::smallint[], $11::jsonb[], ARRAY[${payloads}]::bytea[]) ORDER BY ordinal`,
    values: [
      now,
      column((r) => r.deviceId),
      column((r) => r.seq),
      column((r) => r.keyThumbprint),
      column((r) => r.reportId),
      column((r) => r.collectedAt),
      column((r) => r.payloadSha256),
      column((r) => r.protectedHeader),
      column((r) => r.signature),
      column((r) => r.encoding),
      column((r) => (r.reduced ? JSON.stringify(r.reduced) : null)),
      ...column((r) => r.payload),
    ],
  });
  return rows.map((row) => ({ ...row, lastSeq: Number(row.lastSeq ?? 0) }));
}

/** Makes the month partitions that reports of the next months go into. Idempotent; call it at start and daily. */
export async function makeReportPartitions(database: Database, now: Date): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>('SELECT name FROM make_report_partitions($1, 3)', [now]);
  return rows.map((row) => row.name);
}

import type { Database } from '../database.ts';

/** Refusals of one source in one minute that no organisation can be named for. */
export interface RefusalCount {
  minute: Date;
  /** Network address of the caller. */
  source: string;
  /** Problem name, e.g. `token-unknown`. */
  kind: string;
  count: number;
}

/** Adds counts to the server's security log, in one statement. */
export async function addRefusalCounts(database: Database, counts: readonly RefusalCount[]): Promise<void> {
  if (counts.length === 0) return;
  await database.pool.query(
    `INSERT INTO security_log (minute, source, kind, count)
     SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::int[]) ORDER BY 1, 2, 3
     ON CONFLICT (minute, source, kind) DO UPDATE SET count = security_log.count + EXCLUDED.count`,
    [
      counts.map((entry) => entry.minute),
      counts.map((entry) => entry.source),
      counts.map((entry) => entry.kind),
      counts.map((entry) => entry.count),
    ],
  );
}

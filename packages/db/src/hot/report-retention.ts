import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { withOrganisationSql } from '../tenancy.ts';

/** Devices of one transaction. */
const CHUNK = 500;
/** Names of apps and destinations of one transaction: it keeps judging out meanwhile. */
const NAMES = 1_000;

/**
 * Takes from every device what it has of months that end before an instant, a few at a time: the latest report of each is
 * kept apart, sequence floors rise, receipts and destinations go. Receipts of a month go the day after its reports.
 * Idempotent: after a crash it is done again from the start. Nobody waits for it: it rests as long as each few took.
 *
 * @param stopping ends it early, between two transactions
 */
export async function retireReports(database: Database, before: Date, stopping?: AbortSignal): Promise<void> {
  for (let after: string | null = null; !stopping?.aborted; ) {
    const begunAt = performance.now();
    const { rows }: { rows: { last: string | null }[] } = await database.pool.query(
      'SELECT retire_reports($1, $2, $3) AS last',
      [before, after, CHUNK],
    );
    after = rows[0]?.last ?? null;
    if (after === null) return;
    await delay(performance.now() - begunAt);
  }
}

/**
 * Drops the months of reports that end before an instant and that {@link retireReports} went through. Waits at most two
 * seconds for those who read reports at this moment.
 *
 * @returns names of the months dropped
 * @throws DatabaseError 55P03 if somebody reads on; the next time it is tried again
 */
export async function dropReportPartitions(database: Database, before: Date): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>('SELECT name FROM drop_report_partitions($1)', [before]);
  return rows.map((row) => row.name);
}

/**
 * Forgets names of apps and destinations that no device of the organisation has any more. Judging waits for each chunk, so
 * that none is forgotten that a batch has just found to be there.
 */
export async function forgetUnusedNames(database: Database, organisationId: string): Promise<void> {
  for (const [names, devices, column] of [
    ['fleet_apps', 'device_apps', 'app_id'],
    ['fleet_destinations', 'device_destinations', 'destination_id'],
  ]) {
    for (let deleted = NAMES; deleted === NAMES; ) {
      deleted = await withOrganisationSql(database, organisationId, async (tx) => {
        await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [organisationId]);
        const { rowCount } = await tx.query(
          `DELETE FROM ${names} WHERE organisation_id = $1 AND id IN (SELECT n.id FROM ${names} n WHERE n.organisation_id = $1
             AND NOT EXISTS (SELECT FROM ${devices} d WHERE d.organisation_id = $1 AND d.${column} = n.id) LIMIT ${NAMES})`,
          [organisationId],
        );
        return rowCount ?? 0;
      });
    }
  }
}

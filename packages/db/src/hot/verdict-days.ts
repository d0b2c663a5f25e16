import type { Database } from '../database.ts';
import { withOrganisationSql } from '../tenancy.ts';
import { WHOLE_ORGANISATION } from './fleet-counts.ts';

/** How many active devices had a verdict at the end of a day. */
export interface VerdictDayRow {
  /** ISO date, UTC. */
  day: string;
  verdict: string;
  devices: number;
}

/** Writes down today's verdicts by unit, and lets go of what is too old. Call it every few minutes, from any number of workers. */
export async function keepVerdictDays(database: Database, now: Date): Promise<void> {
  await database.pool.query('SELECT keep_verdict_days($1)', [now]);
}

/**
 * Verdicts at the ends of days, oldest first; a day on which no worker ran has none.
 *
 * @param unitIds units to count in; `undefined`: the whole organisation
 * @param since ISO date of the first day
 */
export function readVerdictDays(
  database: Database,
  organisationId: string,
  unitIds: readonly string[] | undefined,
  since: string,
): Promise<VerdictDayRow[]> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<VerdictDayRow>(
      `SELECT day::text AS day, verdict, sum(devices)::int AS devices FROM verdict_days
       WHERE organisation_id = $1 AND unit_id = ANY ($2::uuid[]) AND day >= $3::date
       GROUP BY 1, 2 ORDER BY 1, 2`,
      [organisationId, unitIds ?? [WHOLE_ORGANISATION], since],
    );
    return rows;
  });
}

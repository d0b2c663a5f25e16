import type { Database } from '../database.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';
import { sumFleetCounts, WHOLE_ORGANISATION } from './fleet-counts.ts';

/** Reports of one minute that were judged, by how long it took. */
export interface ThroughputRow {
  /** Minutes since 1970 of when they were received. */
  minute: number;
  /** From receipt to judgement; of all in the row at most so many milliseconds. */
  withinMs: number;
  reports: number;
}

/** Four steps to double: the upper end of a step is at most 19 % above what is in it. */
const STEPS = 4;
const MINUTE_MS = 60_000;

/** Names the minute and the step of a time that one report took: `23563680 31`. */
export function throughputItem(receivedAt: Date, judgedAt: Date): string {
  const took = Math.max(1, judgedAt.getTime() - receivedAt.getTime());
  return `${Math.floor(receivedAt.getTime() / MINUTE_MS)} ${Math.ceil(Math.log2(took) * STEPS)}`;
}

/**
 * Adds reports that were judged to the throughput of an organisation: differences, as everything that is counted.
 *
 * @param reports how many by {@link throughputItem}
 */
export function addThroughput(
  database: Database,
  organisationId: string,
  reports: ReadonlyMap<string, number>,
): Promise<void> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    await tx.query(
      `INSERT INTO fleet_changes (organisation_id, kind, unit_id, item, delta)
       SELECT $1, 'judged', $2, item, delta FROM unnest($3::text[], $4::int[]) AS v (item, delta)`,
      [organisationId, WHOLE_ORGANISATION, [...reports.keys()], [...reports.values()]],
    );
  });
}

/** The organisation's throughput of the last two hours at most, oldest minute first. */
export function readThroughput(database: Database, organisationId: string): Promise<ThroughputRow[]> {
  return withOrganisationSql(database, organisationId, (tx) => sumThroughput(tx, organisationId));
}

async function sumThroughput(tx: SqlTx, organisationId: string): Promise<ThroughputRow[]> {
  const sums = await sumFleetCounts(tx, organisationId, 'judged', undefined);
  const rows = [...sums].map(([item, reports]) => {
    const [minute = 0, step = 0] = item.split(' ').map(Number);
    return { minute, withinMs: 2 ** (step / STEPS), reports };
  });
  return rows.sort((a, b) => a.minute - b.minute || a.withinMs - b.withinMs);
}

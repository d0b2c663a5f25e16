import type { Database } from '../database.ts';

/** What changed within a second in some units of an organisation; the unit of zeros stands for what is in no unit. */
export interface FleetEventRow {
  /** Grows from one to the next, over all organisations. */
  id: number;
  organisationId: string;
  topic: string;
  unitIds: string[];
}

const COLUMNS = 'id::float8 AS id, organisation_id AS "organisationId", topic, unit_ids AS "unitIds"';

/** Events after one, of all organisations, oldest first. Past ones are kept for a while only. */
export async function readFleetEvents(database: Database, after: number, limit: number): Promise<FleetEventRow[]> {
  const { rows } = await database.pool.query<FleetEventRow>(`SELECT ${COLUMNS} FROM fleet_events_after($1, $2)`, [
    after,
    limit,
  ]);
  return rows;
}

/** Id of the newest event; 0: there was none. */
export async function readLastFleetEvent(database: Database): Promise<number> {
  const { rows } = await database.pool.query<FleetEventRow>(`SELECT ${COLUMNS} FROM fleet_events_after(NULL, 1)`);
  return rows[0]?.id ?? 0;
}

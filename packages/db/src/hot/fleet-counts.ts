import type { Database } from '../database.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';

/** The unit that stands for the whole organisation in `fleet_counts`. */
export const WHOLE_ORGANISATION = '00000000-0000-0000-0000-000000000000';

const CHUNK = 20_000;
const MAX_CHUNKS = 50;

/**
 * Adds up what changed since the last time, of all organisations. Idempotent; call it every second, from any number of
 * workers: one does it, the others are done at once.
 *
 * @returns how many differences there were
 */
export async function foldFleetCounts(database: Database): Promise<number> {
  let total = 0;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk += 1) {
    const { rows } = await database.pool.query<{ taken: number }>('SELECT fold_fleet_counts($1) AS taken', [CHUNK]);
    const taken = rows[0]?.taken ?? 0;
    total += taken;
    if (taken < CHUNK) break;
  }
  return total;
}

/**
 * Sums of one kind by item, exact at this instant: what is added up and what is not yet, in one statement.
 *
 * @param unitIds units to count in; `undefined`: the whole organisation
 */
export async function sumFleetCounts(
  tx: SqlTx,
  organisationId: string,
  kind: string,
  unitIds: readonly string[] | undefined,
): Promise<Map<string, number>> {
  const { rows } = await tx.query<{ item: string; devices: number }>(
    `SELECT item, sum(devices)::int AS devices FROM (
       SELECT c.item, c.devices FROM fleet_counts c
         WHERE c.organisation_id = $1 AND c.kind = $2 AND c.unit_id = ANY (coalesce($3::uuid[], ARRAY[$4::uuid]))
       UNION ALL
       SELECT c.item, c.delta FROM fleet_changes c
         WHERE c.organisation_id = $1 AND c.kind = $2 AND ($3::uuid[] IS NULL OR c.unit_id = ANY ($3::uuid[]))
     ) a GROUP BY item HAVING sum(devices) <> 0`,
    [organisationId, kind, unitIds ?? null, WHOLE_ORGANISATION],
  );
  return new Map(rows.map((row) => [row.item, row.devices]));
}

/** How far judging again under the newest rules has come. */
export interface RejudgementRow {
  epoch: number;
  /** Active devices. */
  total: number;
  /** Those of them last judged under older rules. */
  remaining: number;
  startedAt: Date;
}

/** Reads it from the counts, whatever the size of the fleet. */
export function readRejudgement(
  database: Database,
  organisationId: string,
  unitIds?: readonly string[],
): Promise<RejudgementRow | undefined> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<{ epoch: string; startedAt: Date }>(
      'SELECT rules_epoch AS epoch, epoch_at AS "startedAt" FROM organisations WHERE id = $1',
      [organisationId],
    );
    const organisation = rows[0];
    if (!organisation) return undefined;
    const epoch = Number(organisation.epoch);
    const counts = [...(await sumFleetCounts(tx, organisationId, 'epoch', unitIds))];
    const sum = (among: typeof counts) => among.reduce((total, [, devices]) => total + devices, 0);
    const older = counts.filter(([judged]) => Number(judged) < epoch);
    return { epoch, total: sum(counts), remaining: sum(older), startedAt: organisation.startedAt };
  });
}

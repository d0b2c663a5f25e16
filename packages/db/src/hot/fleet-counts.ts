import type { Database } from '../database.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';

/** The unit that stands for the whole organisation in `fleet_counts`. */
export const WHOLE_ORGANISATION = '00000000-0000-0000-0000-000000000000';

/** Differences in one statement: adding up few is hardly cheaper, since the same counts are written again and again. */
const CHUNK = 20_000;
/** Devices in the first statement; if there are more, the next takes twice as many, up to the last. */
const DEVICES = { first: 64, last: 2_000 };
const MAX_CHUNKS = 100;

/**
 * Adds up what changed since the last time, of all organisations. Idempotent; call it every few seconds, from any number of
 * workers: one does it, the others are done at once.
 *
 * @param turn awaited before each statement, of which one may take tenths of a second
 * @returns how many differences there were
 */
export async function foldFleetCounts(
  database: Database,
  now: Date,
  turn: () => Promise<void> = async () => undefined,
): Promise<number> {
  await inChunks(database, 'recount_findings', DEVICES, turn);
  const folded = await inChunks(database, 'fold_fleet_counts', { first: CHUNK, last: CHUNK }, turn);
  await noteCounted(database, now);
  return folded;
}

async function inChunks(
  database: Database,
  name: 'recount_findings' | 'fold_fleet_counts',
  { first, last }: { first: number; last: number },
  turn: () => Promise<void>,
): Promise<number> {
  let total = 0;
  for (let chunk = 0, limit = first; chunk < MAX_CHUNKS; chunk += 1, limit = Math.min(last, limit * 2)) {
    await turn();
    const { rows } = await database.pool.query<{ taken: number }>(`SELECT ${name}($1) AS taken`, [limit]);
    const taken = rows[0]?.taken ?? 0;
    total += taken;
    if (taken < limit) break;
  }
  return total;
}

/** When it was last begun: what changed before is counted. */
function noteCounted(database: Database, now: Date): Promise<unknown> {
  return database.pool.query(
    `INSERT INTO server_facts AS f (key, value, updated_at) VALUES ('fleet-counts', '{}', $1)
     ON CONFLICT (key) DO UPDATE SET updated_at = excluded.updated_at WHERE f.updated_at < excluded.updated_at`,
    [now],
  );
}

/** Instant up to which what changed in findings is counted: `now`, unless some of it waits. */
export async function readCountedAt(tx: SqlTx, organisationId: string, now: Date): Promise<Date> {
  const { rows } = await tx.query<{ countedAt: Date | null }>(
    `SELECT CASE WHEN EXISTS (SELECT FROM fleet_dirty d WHERE d.organisation_id = $1)
       THEN (SELECT f.updated_at FROM server_facts f WHERE f.key = 'fleet-counts') ELSE $2::timestamptz END AS "countedAt"`,
    [organisationId, now],
  );
  return rows[0]?.countedAt ?? now;
}

/** Sums by item of some kinds. */
export type FleetSums = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Sums of some kinds by item: what is added up and what is not yet, in one statement.
 *
 * @param unitIds units to count in; `undefined`: the whole organisation
 */
export async function sumFleetKinds(
  tx: SqlTx,
  organisationId: string,
  kinds: readonly string[],
  unitIds: readonly string[] | undefined,
): Promise<FleetSums> {
  const { rows } = await tx.query<{ kind: string; item: string; devices: number }>(
    `SELECT kind, item, sum(devices)::int AS devices FROM (
       SELECT c.kind, c.item, c.devices FROM fleet_counts c
         WHERE c.organisation_id = $1 AND c.kind = ANY ($2::text[]) AND c.unit_id = ANY (coalesce($3::uuid[], ARRAY[$4::uuid]))
       UNION ALL
       SELECT c.kind, c.item, c.delta FROM fleet_changes c
         WHERE c.organisation_id = $1 AND c.kind = ANY ($2::text[]) AND ($3::uuid[] IS NULL OR c.unit_id = ANY ($3::uuid[]))
     ) a GROUP BY kind, item HAVING sum(devices) <> 0`,
    [organisationId, kinds, unitIds ?? null, WHOLE_ORGANISATION],
  );
  const sums = new Map(kinds.map((kind) => [kind, new Map<string, number>()]));
  for (const { kind, item, devices } of rows) sums.get(kind)?.set(item, devices);
  return sums;
}

/** Sums of one kind by item. */
export async function sumFleetCounts(
  tx: SqlTx,
  organisationId: string,
  kind: string,
  unitIds: readonly string[] | undefined,
): Promise<ReadonlyMap<string, number>> {
  return (await sumFleetKinds(tx, organisationId, [kind], unitIds)).get(kind) ?? new Map();
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

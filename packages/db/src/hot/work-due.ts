import type { Database } from '../database.ts';
import { withOrganisationSql } from '../tenancy.ts';

/** What waits for a worker, by kind; each entry names its organisation. */
export interface WorkDue {
  evaluate: { organisationId: string; id: string }[];
  deliver: { organisationId: string; id: string }[];
  epoch: { organisationId: string; id: string }[];
  seal: { organisationId: string; id: string }[];
}

export interface WorkDueOptions {
  now: Date;
  /** A report not judged after so long was left behind. */
  leftBehindSeconds: number;
  /** A delivery in `sending` for so long belongs to a worker that died. */
  sendingTimeoutSeconds: number;
  /** Most entries of each sort. */
  limit: number;
}

/** Reads what waits for a worker, of all organisations, oldest first. */
export async function readWorkDue(database: Database, options: WorkDueOptions): Promise<WorkDue> {
  const { rows } = await database.pool.query<{ kind: keyof WorkDue; organisation_id: string; id: string }>(
    'SELECT kind, organisation_id, id FROM work_due($1, make_interval(secs => $2), make_interval(secs => $3), $4)',
    [options.now, options.leftBehindSeconds, options.sendingTimeoutSeconds, options.limit],
  );
  const due: WorkDue = { evaluate: [], deliver: [], epoch: [], seal: [] };
  for (const row of rows) due[row.kind]?.push({ organisationId: row.organisation_id, id: row.id });
  return due;
}

/**
 * Which of these devices must be judged promptly: a change is due at its instant, or a report waits. The others are
 * judged again under newer rules, of which there may be a whole fleet.
 */
export function readUrgentDevices(
  database: Database,
  organisationId: string,
  deviceIds: readonly string[],
  now: Date,
): Promise<Set<string>> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      `SELECT s.device_id AS id FROM device_state s WHERE s.device_id = ANY ($1::uuid[])
         AND (s.next_change_at <= $2 OR EXISTS (SELECT FROM unjudged_reports u WHERE u.device_id = s.device_id))`,
      [deviceIds, now],
    );
    return new Set(rows.map((row) => row.id));
  });
}

import type { Database } from '../database.ts';

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

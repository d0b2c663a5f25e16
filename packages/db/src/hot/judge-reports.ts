import type { SqlTx } from '../tenancy.ts';

/** A stored report, its payload as stored. */
export interface StoredReport {
  deviceId: string;
  id: string;
  seq: number;
  receivedAt: Date;
  collectedAt: Date;
  payload: Buffer;
  /** 0 as received, 1 raw deflate */
  encoding: number;
  /** Section → epoch it was reduced under. */
  reduced: Record<string, number> | null;
}

const COLUMNS = `r.device_id AS "deviceId", r.id, r.seq, r.received_at AS "receivedAt", r.collected_at AS "collectedAt",
  r.payload, r.encoding, r.reduced`;

/**
 * Reads unjudged reports of these devices with their payloads, in `seq` order.
 *
 * @param perDevice at most so many of each device, the lowest `seq` first: bounds the memory a batch takes
 */
export async function readUnjudgedReports(
  tx: SqlTx,
  deviceIds: readonly string[],
  perDevice: number,
): Promise<StoredReport[]> {
  const { rows } = await tx.query(
    `SELECT ${COLUMNS} FROM unnest($1::uuid[]) AS d (id)
     CROSS JOIN LATERAL (SELECT u.device_id, u.report_id FROM unjudged_reports u WHERE u.device_id = d.id ORDER BY u.seq LIMIT $2) u
     JOIN reports r ON r.device_id = u.device_id AND r.id = u.report_id
     ORDER BY r.device_id, r.seq`,
    [deviceIds, perDevice],
  );
  return rows.map(toStoredReport);
}

/** Reads single reports by (device, id), wherever they are: among the months or among the kept ones. */
export async function readReportsById(
  tx: SqlTx,
  keys: readonly { deviceId: string; reportId: string }[],
): Promise<StoredReport[]> {
  if (keys.length === 0) return [];
  const from = (table: string) =>
    `SELECT ${COLUMNS} FROM unnest($1::uuid[], $2::uuid[]) AS k (device_id, id) JOIN ${table} r ON r.device_id = k.device_id AND r.id = k.id`;
  const { rows } = await tx.query(`${from('reports')} UNION ALL ${from('reports_kept')}`, [
    keys.map((key) => key.deviceId),
    keys.map((key) => key.reportId),
  ]);
  return rows.map(toStoredReport);
}

/** When a report came and was collected: what valid times are computed from. */
export interface ReportTimes {
  seq: number;
  receivedAt: Date;
  collectedAt: Date;
}

/** Times of the reports around a `seq`: those before it (at most `before`), itself and the next one, in order. */
export async function readReportTimes(
  tx: SqlTx,
  deviceId: string,
  seq: number,
  before: number,
): Promise<ReportTimes[]> {
  const { rows } = await tx.query<{ seq: string; receivedAt: Date; collectedAt: Date }>(
    `WITH around AS (
       (SELECT seq, report_id FROM report_receipts WHERE device_id = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3)
       UNION ALL
       (SELECT seq, report_id FROM report_receipts WHERE device_id = $1 AND seq > $2 ORDER BY seq LIMIT 1))
     SELECT a.seq, r.received_at AS "receivedAt", r.collected_at AS "collectedAt"
     FROM around a JOIN reports r ON r.device_id = $1 AND r.id = a.report_id ORDER BY a.seq`,
    [deviceId, seq, before + 1],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Takes reports off the list of what waits to be judged: call it in the transaction that judges them. */
export async function markJudged(tx: SqlTx, reports: readonly { deviceId: string; seq: number }[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.query(
    `DELETE FROM unjudged_reports u USING unnest($1::uuid[], $2::bigint[]) AS k (device_id, seq)
     WHERE u.device_id = k.device_id AND u.seq = k.seq`,
    [reports.map((report) => report.deviceId), reports.map((report) => report.seq)],
  );
}

function toStoredReport(row: Record<string, unknown>): StoredReport {
  return { ...row, seq: Number(row.seq) } as StoredReport;
}

import pg from 'pg';

export interface StreamInput {
  url: string;
  organisationId: string;
}

export interface StreamResult {
  reports: number;
  bytes: number;
  seconds: number;
}

const PAGE = 500;

/** Reads every device's last report out of PostgreSQL, page by page, and does nothing with it. */
export async function streamReports({ url, organisationId }: StreamInput): Promise<StreamResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const started = performance.now();
  let [reports, bytes, after] = [0, 0, '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const { rows } = await client.query<{ device_id: string; payload: Buffer }>(
      `SELECT s.device_id, r.payload, r.encoding, r.received_at, r.collected_at
       FROM (SELECT * FROM device_state WHERE organisation_id = $1 AND device_id > $2 AND last_report_id IS NOT NULL ORDER BY device_id LIMIT ${PAGE}) s
       JOIN reports r ON r.device_id = s.device_id AND r.id = s.last_report_id ORDER BY s.device_id`,
      [organisationId, after],
    );
    for (const row of rows) bytes += row.payload.length;
    reports += rows.length;
    after = rows.at(-1)?.device_id ?? after;
    if (rows.length < PAGE) break;
  }
  const seconds = (performance.now() - started) / 1_000;
  await client.end();
  return { reports, bytes, seconds };
}

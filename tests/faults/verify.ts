import type pg from 'pg';
import type { PlaceOf } from '../../packages/policy/src/index.ts';
import type { RigFleet } from '../support/rig/fill-fleet.ts';
import { compileFresh, judgeFresh, type ReportRow } from './fresh-verdict.ts';
import type { Sent } from './send-reports.ts';

export interface VerifyInput {
  owner: pg.Pool;
  fleet: RigFleet;
  sent: Sent;
  planned: number;
  startedAt: number;
  placeOf: PlaceOf;
}

/** Every promise that was broken, in words; none: the run passed. */
export async function findBrokenPromises(input: VerifyInput): Promise<string[]> {
  return [
    ...faultsAnswered(input),
    ...(await reportsMissing(input)),
    ...(await judgedOtherThanOnce(input)),
    ...(await historyWithGaps(input)),
    ...(await verdictsOtherThanFresh(input)),
  ];
}

/** While the database is away, devices are told to come back: an answer of 500 would be a fault of ours. */
function faultsAnswered({ sent }: VerifyInput): string[] {
  const bad = Object.entries(sent.statuses).filter(([status]) => !['200', '202', '503', 'error'].includes(status));
  return bad.map(([status, count]) => `${count} answers were ${status}`);
}

/** Every report that was answered is stored under the id that was answered, and nothing else is stored. */
async function reportsMissing({ owner, sent, planned }: VerifyInput): Promise<string[]> {
  const { rows } = await owner.query<{ device_id: string; seq: string; report_id: string }>(
    'SELECT r.device_id, r.seq, c.report_id FROM reports r JOIN report_receipts c ON c.device_id = r.device_id AND c.report_id = r.id',
  );
  const stored = new Map(rows.map((row) => [`${row.device_id} ${row.seq}`, row.report_id]));
  const lost = [...sent.answered].filter(
    ([{ device, seq }, reportId]) => stored.get(`${device.id} ${seq}`) !== reportId,
  );
  const { rows: counts } = await owner.query<{ count: string }>('SELECT count(*) FROM reports');
  const count = Number(counts[0]?.count);
  return [
    ...lost.map(
      ([{ device, seq }, reportId]) => `report ${seq} of ${device.id} was answered as ${reportId} and is not stored`,
    ),
    ...(count === planned ? [] : [`${count} reports are stored, not ${planned}`]),
  ];
}

/** Each report turned the lock: its finding has one event for each report, of the kind that the report makes. */
async function judgedOtherThanOnce({ owner }: VerifyInput): Promise<string[]> {
  const { rows } = await owner.query<{ device_id: string; seq: string; kinds: string[] | null }>(
    `SELECT c.device_id, c.seq, array_agg(h.kind) FILTER (WHERE h.kind IS NOT NULL) AS kinds
     FROM report_receipts c
     LEFT JOIN (SELECT h.* FROM finding_history h JOIN findings f ON f.device_id = h.device_id AND f.id = h.finding_id AND f.rule_id = 'lock') h
       ON h.device_id = c.device_id AND h.report_id = c.report_id
     GROUP BY c.device_id, c.seq`,
  );
  return rows.flatMap(({ device_id: device, seq, kinds }) => {
    const expected = Number(seq) % 2 === 0 ? 'resolved' : Number(seq) === 1 ? 'opened' : 'reopened';
    const isOnce = kinds?.length === 1 && kinds[0] === expected;
    return isOnce ? [] : [`report ${seq} of ${device} was judged as ${JSON.stringify(kinds)}, not ["${expected}"]`];
  });
}

/** One period of each device lasts, and each other one ends where the next begins. */
async function historyWithGaps({ owner }: VerifyInput): Promise<string[]> {
  const { rows } = await owner.query<{ device_id: string; valid_from: Date }>(
    `SELECT device_id, valid_from FROM (
       SELECT device_id, valid_from, valid_to, lead(valid_from) OVER (PARTITION BY device_id ORDER BY valid_from, id) AS next FROM verdict_history) h
     WHERE valid_to IS DISTINCT FROM next`,
  );
  return rows.map((row) => `the history of ${row.device_id} has a gap after ${row.valid_from.toISOString()}`);
}

async function verdictsOtherThanFresh({ owner, fleet, startedAt, placeOf }: VerifyInput): Promise<string[]> {
  const { rows: reports } = await owner.query<ReportRow>(
    'SELECT device_id, id AS report_id, seq, received_at, collected_at, payload, encoding FROM reports ORDER BY device_id, seq',
  );
  const byDevice = groupByDevice(reports);
  const { rows: states } = await owner.query<{
    device_id: string;
    verdict: string;
    last_seq: string | null;
    open: string[] | null;
  }>(
    `SELECT s.device_id, s.verdict, s.last_seq,
            (SELECT array_agg(f.rule_id || ' ' || f.subject || ' ' || f.status ORDER BY f.rule_id, f.subject) FROM findings f
             WHERE f.device_id = s.device_id AND f.status <> 'resolved') AS open
     FROM device_state s`,
  );
  const rules = compileFresh(startedAt);
  const stored = new Map(states.map((state) => [state.device_id, state]));
  return fleet.devices.flatMap(({ id }) => {
    const own = byDevice.get(id) ?? [];
    const state = stored.get(id);
    const fresh = judgeFresh(own, rules, { id, enrolledAt: startedAt }, placeOf);
    const open = (fresh?.findings ?? [])
      .filter((finding) => finding.status !== 'resolved')
      .map((finding) => `${finding.ruleId} ${finding.subject} ${finding.status}`)
      .sort();
    const expected = JSON.stringify([fresh?.verdict ?? state?.verdict, own.at(-1)?.seq ?? null, open]);
    const found = JSON.stringify([state?.verdict, state?.last_seq ?? null, (state?.open ?? []).sort()]);
    return found === expected ? [] : [`${id} stands as ${found}, a fresh evaluation gives ${expected}`];
  });
}

function groupByDevice(rows: readonly ReportRow[]): Map<string, ReportRow[]> {
  const grouped = new Map<string, ReportRow[]>();
  for (const row of rows) grouped.set(row.device_id, [...(grouped.get(row.device_id) ?? []), row]);
  return grouped;
}

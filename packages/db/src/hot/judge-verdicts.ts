import type { Citations, NotEvaluated, ReportedIdentity, Verdict, VerdictReason } from '@cordon/policy';
import type { SqlTx } from '../tenancy.ts';
import { together } from '../together.ts';
import { toJsonb } from './jsonb.ts';

/** What made a verdict period begin. */
export type VerdictCause = 'report' | 'late-report' | 'rules' | 'time' | 'enrolment';

/** A stretch of valid time with one verdict. */
export interface VerdictPeriod {
  deviceId: string;
  id: string;
  validFrom: Date;
  /** Null: it still lasts. */
  validTo: Date | null;
  verdict: Verdict;
  reasons: readonly VerdictReason[];
  citations: Citations;
  cause: VerdictCause;
  reportId: string | null;
  unitId: string;
  personId: string | null;
  ownership: string;
}

/** The period of each device that still lasts. */
export async function readOpenPeriods(
  tx: SqlTx,
  deviceIds: readonly string[],
): Promise<Map<string, { id: string; validFrom: Date; cause: VerdictCause }>> {
  const { rows } = await tx.query<{ deviceId: string; id: string; validFrom: Date; cause: VerdictCause }>(
    `SELECT device_id AS "deviceId", id, valid_from AS "validFrom", cause FROM verdict_history
     WHERE device_id = ANY ($1::uuid[]) AND valid_to IS NULL`,
    [deviceIds],
  );
  return new Map(rows.map(({ deviceId, ...period }) => [deviceId, period]));
}

/** Ends periods and begins others. Nothing recorded is rewritten but the end of a period that lasted. */
export async function writeVerdictHistory(
  tx: SqlTx,
  organisationId: string,
  changes: { ended: readonly { deviceId: string; id: string; validTo: Date }[]; begun: readonly VerdictPeriod[] },
  recordedAt: Date,
): Promise<void> {
  const { ended, begun } = changes;
  await together([endPeriods(tx, ended), beginPeriods(tx, organisationId, begun, recordedAt)]);
}

async function endPeriods(tx: SqlTx, ended: readonly { deviceId: string; id: string; validTo: Date }[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.query(
    `UPDATE verdict_history h SET valid_to = v.valid_to
     FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS v (device_id, id, valid_to)
     WHERE h.device_id = v.device_id AND h.id = v.id`,
    [ended.map((p) => p.deviceId), ended.map((p) => p.id), ended.map((p) => p.validTo)],
  );
}

async function beginPeriods(
  tx: SqlTx,
  organisationId: string,
  begun: readonly VerdictPeriod[],
  recordedAt: Date,
): Promise<void> {
  if (begun.length === 0) return;
  await tx.query(
    `INSERT INTO verdict_history (device_id, id, organisation_id, valid_from, valid_to, recorded_at, verdict, reasons, citations,
                                  cause, report_id, unit_id, person_id, ownership)
     SELECT device_id, id, $1, valid_from, valid_to, $2, verdict, reasons, citations, cause, report_id, unit_id, person_id, ownership
     FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::jsonb[], $9::jsonb[],
                 $10::text[], $11::uuid[], $12::uuid[], $13::uuid[], $14::text[])
       AS v (device_id, id, valid_from, valid_to, verdict, reasons, citations, cause, report_id, unit_id, person_id, ownership)`,
    [
      organisationId,
      recordedAt,
      begun.map((p) => p.deviceId),
      begun.map((p) => p.id),
      begun.map((p) => p.validFrom),
      begun.map((p) => p.validTo),
      begun.map((p) => p.verdict),
      begun.map((p) => toJsonb(p.reasons)),
      begun.map((p) => toJsonb(p.citations)),
      begun.map((p) => p.cause),
      begun.map((p) => p.reportId),
      begun.map((p) => p.unitId),
      begun.map((p) => p.personId),
      begun.map((p) => p.ownership),
    ],
  );
}

/** The judged state of a device after judging. */
export interface NewState {
  deviceId: string;
  verdict: Verdict;
  reasons: readonly VerdictReason[];
  notEvaluated: readonly NotEvaluated[];
  verdictSince: Date;
  nextChangeAt: Date | null;
  citations: Citations;
  identity: ReportedIdentity | null;
  lastReportId: string | null;
  lastSeq: number | null;
  lastReceivedAt: Date | null;
  lastValidAt: Date | null;
  previousReceivedAt: Date | null;
  previousValidAt: Date | null;
}

const COLUMNS: readonly (readonly [string, string, (state: NewState) => unknown])[] = [
  ['verdict', 'text', (s) => s.verdict],
  ['reasons', 'jsonb', (s) => toJsonb(s.reasons)],
  ['not_evaluated', 'jsonb', (s) => toJsonb(s.notEvaluated)],
  ['verdict_since', 'timestamptz', (s) => s.verdictSince],
  ['next_change_at', 'timestamptz', (s) => s.nextChangeAt],
  ['citations', 'jsonb', (s) => toJsonb(s.citations)],
  ['identity', 'jsonb', (s) => (s.identity === null ? null : toJsonb(s.identity))],
  ['last_report_id', 'uuid', (s) => s.lastReportId],
  ['last_seq', 'bigint', (s) => s.lastSeq],
  ['last_received_at', 'timestamptz', (s) => s.lastReceivedAt],
  ['last_valid_at', 'timestamptz', (s) => s.lastValidAt],
  ['previous_received_at', 'timestamptz', (s) => s.previousReceivedAt],
  ['previous_valid_at', 'timestamptz', (s) => s.previousValidAt],
];

const UPDATE = `UPDATE device_state s SET judged_at = $1, judged_epoch = $2, ${COLUMNS.map(([name]) => `${name} = v.${name}`).join(', ')}
  FROM unnest($3::uuid[], ${COLUMNS.map(([, type], index) => `$${index + 4}::${type}[]`).join(', ')})
    AS v (device_id, ${COLUMNS.map(([name]) => name).join(', ')})
  WHERE s.device_id = v.device_id`;

/** Writes the states of devices that changed; they are locked by this transaction. */
export async function updateDeviceStates(
  tx: SqlTx,
  states: readonly NewState[],
  judged: { at: Date; epoch: number },
): Promise<void> {
  if (states.length === 0) return;
  await tx.query(UPDATE, [
    judged.at,
    judged.epoch,
    states.map((state) => state.deviceId),
    ...COLUMNS.map(([, , pick]) => states.map(pick)),
  ]);
}

/**
 * Notes of devices that judging changed nothing of that they were judged under this epoch, and by what. Devices of one
 * batch were nearly always judged by the same, which then travels once.
 */
export async function touchDeviceStates(
  tx: SqlTx,
  states: readonly Pick<NewState, 'deviceId' | 'citations'>[],
  judged: { at: Date; epoch: number },
): Promise<void> {
  const byCitations = new Map<string, string[]>();
  for (const { deviceId, citations } of states) {
    const text = toJsonb(citations);
    const ids = byCitations.get(text);
    if (ids) ids.push(deviceId);
    else byCitations.set(text, [deviceId]);
  }
  await together(
    [...byCitations].map(([citations, deviceIds]) =>
      tx.query(
        `UPDATE device_state SET judged_at = $1, judged_epoch = $2, citations = $3::jsonb || jsonb_build_object('epoch', $2::bigint)
         WHERE device_id = ANY ($4::uuid[])`,
        [judged.at, judged.epoch, citations, deviceIds],
      ),
    ),
  );
}

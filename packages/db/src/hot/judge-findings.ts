import type { FindingState } from '@cordon/policy';
import type { SqlTx } from '../tenancy.ts';
import { toJsonb } from './jsonb.ts';

/** A finding as the database keeps it. */
export interface StoredFinding {
  id: string;
  deviceId: string;
  state: FindingState;
}

const INSTANTS = ['firstSeen', 'lastSeen', 'dueAt', 'resolvedAt'] as const;

const SELECT = `SELECT id, device_id AS "deviceId", policy_name AS "policyName", rule_id AS "ruleId", rule_type AS "ruleType", subject,
  status, severity, first_seen AS "firstSeen", last_seen AS "lastSeen", due_at AS "dueAt", resolved_at AS "resolvedAt",
  resolved_reason AS "resolvedReason", reopened, evidence, advice, despite_remediation AS "despiteRemediation", remediation,
  waiver_id AS "waiverId", policy_version AS "policyVersion", overflow FROM findings`;

/** Findings of these devices that are not resolved, or were resolved after `resolvedSince`. */
export async function readFindings(
  tx: SqlTx,
  deviceIds: readonly string[],
  resolvedSince: Date,
): Promise<StoredFinding[]> {
  const { rows } = await tx.query(
    `${SELECT} WHERE device_id = ANY ($1::uuid[]) AND (status <> 'resolved' OR resolved_at > $2) ORDER BY device_id, id`,
    [deviceIds, resolvedSince],
  );
  return rows.map(toStoredFinding);
}

/** Findings by id, of any device of the organisation. */
export async function readFindingsById(
  tx: SqlTx,
  organisationId: string,
  ids: readonly string[],
): Promise<StoredFinding[]> {
  const { rows } = await tx.query(
    `${SELECT} WHERE organisation_id = $1 AND id = ANY ($2::uuid[]) ORDER BY device_id, id`,
    [organisationId, ids],
  );
  return rows.map(toStoredFinding);
}

/** A finding out of a row whose columns are named as the members are. */
export function toStoredFinding(row: Record<string, unknown>): StoredFinding {
  const { id, deviceId, ...columns } = row;
  const members = Object.entries(columns).filter(([, value]) => value !== null);
  const state = Object.fromEntries(members);
  for (const name of INSTANTS) if (state[name] instanceof Date) state[name] = state[name].getTime();
  return { id: id as string, deviceId: deviceId as string, state: state as unknown as FindingState };
}

/** What makes a finding the same one, whatever the policy's version. */
export interface FindingIdentity {
  deviceId: string;
  policyName: string;
  ruleId: string;
  subject: string;
}

/** A key of a finding's identity for maps. */
export function findingKey({ deviceId, policyName, ruleId, subject }: FindingIdentity): string {
  return JSON.stringify([deviceId, policyName, ruleId, subject]);
}

/** Ids of findings that stand already, however long ago they were resolved, by {@link findingKey}. */
export async function readFindingIds(tx: SqlTx, identities: readonly FindingIdentity[]): Promise<Map<string, string>> {
  if (identities.length === 0) return new Map();
  const { rows } = await tx.query<FindingIdentity & { id: string }>(
    `SELECT f.id, f.device_id AS "deviceId", f.policy_name AS "policyName", f.rule_id AS "ruleId", f.subject
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS k (device_id, policy_name, rule_id, subject)
     JOIN findings f USING (device_id, policy_name, rule_id, subject)`,
    [
      identities.map((k) => k.deviceId),
      identities.map((k) => k.policyName),
      identities.map((k) => k.ruleId),
      identities.map((k) => k.subject),
    ],
  );
  return new Map(rows.map((row) => [findingKey(row), row.id]));
}

const instant = (value: number | undefined) => (value === undefined ? null : new Date(value));

/** Column, type, value: what stands in a finding's row beside its key. */
const COLUMNS: readonly (readonly [string, string, (state: FindingState) => unknown])[] = [
  ['policy_name', 'text', (f) => f.policyName],
  ['rule_id', 'text', (f) => f.ruleId],
  ['subject', 'text', (f) => f.subject],
  ['rule_type', 'text', (f) => f.ruleType],
  ['status', 'text', (f) => f.status],
  ['severity', 'text', (f) => f.severity],
  ['first_seen', 'timestamptz', (f) => instant(f.firstSeen)],
  ['last_seen', 'timestamptz', (f) => instant(f.lastSeen)],
  ['due_at', 'timestamptz', (f) => instant(f.dueAt)],
  ['resolved_at', 'timestamptz', (f) => instant(f.resolvedAt)],
  ['resolved_reason', 'text', (f) => f.resolvedReason ?? null],
  ['reopened', 'int', (f) => f.reopened],
  ['evidence', 'jsonb', (f) => toJsonb(f.evidence)],
  ['advice', 'text', (f) => f.advice ?? null],
  ['despite_remediation', 'text', (f) => f.despiteRemediation ?? null],
  ['remediation', 'text', (f) => f.remediation ?? null],
  ['waiver_id', 'uuid', (f) => f.waiverId ?? null],
  ['policy_version', 'int', (f) => f.policyVersion],
  ['overflow', 'int', (f) => f.overflow ?? null],
];

const NAMES = COLUMNS.map(([name]) => name).join(', ');
const UPSERT = `INSERT INTO findings (device_id, id, organisation_id, ${NAMES})
  SELECT v.device_id, v.id, $1, ${COLUMNS.map(([name]) => `v.${name}`).join(', ')}
  FROM unnest($2::uuid[], $3::uuid[], ${COLUMNS.map(([, type], index) => `$${index + 4}::${type}[]`).join(', ')})
    AS v (device_id, id, ${NAMES})
  ON CONFLICT (device_id, policy_name, rule_id, subject) DO UPDATE SET
    ${COLUMNS.map(([name]) => `${name} = excluded.${name}`).join(', ')}`;

/** Inserts or updates findings; one whose identity stands keeps its id. Call it with those that changed. */
export async function upsertFindings(
  tx: SqlTx,
  organisationId: string,
  findings: readonly StoredFinding[],
): Promise<void> {
  if (findings.length === 0) return;
  await tx.query(UPSERT, [
    organisationId,
    findings.map((finding) => finding.deviceId),
    findings.map((finding) => finding.id),
    ...COLUMNS.map(([, , pick]) => findings.map((finding) => pick(finding.state))),
  ]);
}

/** One thing that happened to a finding. */
export interface FindingEvent {
  deviceId: string;
  id: string;
  findingId: string;
  /** FindingChange['kind'] */
  kind: string;
  at: Date;
  reportId: string | null;
  detail: Record<string, unknown>;
}

/** Appends to the history of findings. */
export async function insertFindingHistory(
  tx: SqlTx,
  organisationId: string,
  events: readonly FindingEvent[],
  recordedAt: Date,
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO finding_history (device_id, id, organisation_id, finding_id, kind, at, recorded_at, report_id, detail)
     SELECT device_id, id, $1, finding_id, kind, at, $2, report_id, detail
     FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::timestamptz[], $8::uuid[], $9::jsonb[])
       AS v (device_id, id, finding_id, kind, at, report_id, detail)`,
    [
      organisationId,
      recordedAt,
      events.map((event) => event.deviceId),
      events.map((event) => event.id),
      events.map((event) => event.findingId),
      events.map((event) => event.kind),
      events.map((event) => event.at),
      events.map((event) => event.reportId),
      events.map((event) => toJsonb(event.detail)),
    ],
  );
}

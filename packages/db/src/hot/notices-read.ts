import type { FindingState } from '@cordon/policy';
import type { SqlTx } from '../tenancy.ts';

export type FindingSeverity = FindingState['severity'];

/** Whose notice it is: a person, or a device without a holder. */
export interface NoticeSubject {
  kind: 'person' | 'device';
  id: string;
}

/** A finding that a notice tells of, and has not seen resolved. */
export interface ToldFinding {
  advisoryId: string;
  findingId: string;
  deviceId: string;
  /** As it was told last. */
  severity: FindingSeverity;
  personId: string | null;
  noticeDeviceId: string | null;
}

/** Which of these findings stand unresolved in an open notice. */
export async function readToldFindings(
  tx: SqlTx,
  organisationId: string,
  findingIds: readonly string[],
): Promise<ToldFinding[]> {
  const { rows } = await tx.query<ToldFinding>(
    `SELECT f.advisory_id AS "advisoryId", f.finding_id AS "findingId", f.device_id AS "deviceId", f.severity,
            a.person_id AS "personId", a.device_id AS "noticeDeviceId"
     FROM advisory_findings f JOIN advisories a ON a.id = f.advisory_id
     WHERE f.organisation_id = $1 AND f.finding_id = ANY ($2::uuid[]) AND f.resolved_at IS NULL
       AND a.kind = 'notice' AND a.state = 'open'`,
    [organisationId, findingIds],
  );
  return rows;
}

/**
 * Makes batches that concern the same people wait for each other until the transaction ends. INVARIANT: taken after
 * the devices' locks and in one order, so that no two batches wait in a circle.
 */
export async function lockNoticeSubjects(tx: SqlTx, subjects: readonly NoticeSubject[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(key) FROM
       (SELECT DISTINCT hashtextextended('notice:' || id, 0) AS key FROM unnest($1::text[]) AS s (id) ORDER BY key) ordered`,
    [subjects.map((subject) => subject.id)],
  );
}

/** A notice as it stands, with its findings and what was sent about it. */
export interface Notice {
  id: string;
  state: 'open' | 'resolved';
  personId: string | null;
  deviceId: string | null;
  severity: FindingSeverity;
  lastMailedAt: Date | null;
  findings: { findingId: string; deviceId: string; severity: FindingSeverity; resolvedAt: Date | null }[];
  deliveries: NoticeDelivery[];
}

export interface NoticeDelivery {
  id: string;
  reason: string;
  state: 'queued' | 'sending' | 'sent' | 'failed' | 'cancelled';
  attempt: number;
  personId: string | null;
  userId: string | null;
}

/**
 * The notices of these subjects that a change now belongs to: open ones, and one resolved so recently that the message
 * about it has not gone out.
 */
export async function readNotices(
  tx: SqlTx,
  organisationId: string,
  subjects: readonly NoticeSubject[],
): Promise<Notice[]> {
  const ids = (kind: NoticeSubject['kind']) => subjects.filter((s) => s.kind === kind).map((s) => s.id);
  const { rows } = await tx.query(
    `SELECT a.id, a.state, a.person_id AS "personId", a.device_id AS "deviceId", a.severity, a.last_mailed_at AS "lastMailedAt"
     FROM advisories a
     WHERE a.organisation_id = $1 AND a.kind = 'notice' AND (a.person_id = ANY ($2::uuid[]) OR a.device_id = ANY ($3::uuid[]))
       AND (a.state = 'open' OR EXISTS (SELECT FROM deliveries d WHERE d.organisation_id = $1 AND d.advisory_id = a.id
              AND d.reason = 'notice-resolved' AND d.state = 'queued' AND d.attempt = 0))
     ORDER BY a.state, a.id DESC`,
    [organisationId, ids('person'), ids('device')],
  );
  if (rows.length === 0) return [];
  const advisoryIds = rows.map((row) => row.id);
  const findings = await readByAdvisory<Notice['findings'][number]>(tx, organisationId, advisoryIds, SELECT_FINDINGS);
  const deliveries = await readByAdvisory<NoticeDelivery>(tx, organisationId, advisoryIds, SELECT_DELIVERIES);
  return rows.map((row) => ({
    ...row,
    findings: findings.get(row.id) ?? [],
    deliveries: deliveries.get(row.id) ?? [],
  }));
}

const SELECT_FINDINGS = `SELECT advisory_id, finding_id AS "findingId", device_id AS "deviceId", severity, resolved_at AS "resolvedAt"
  FROM advisory_findings WHERE organisation_id = $1 AND advisory_id = ANY ($2::uuid[]) ORDER BY joined_at, finding_id`;
const SELECT_DELIVERIES = `SELECT advisory_id, id, reason, state, attempt, person_id AS "personId", user_id AS "userId"
  FROM deliveries WHERE organisation_id = $1 AND advisory_id = ANY ($2::uuid[]) ORDER BY id`;

async function readByAdvisory<T>(
  tx: SqlTx,
  organisationId: string,
  advisoryIds: readonly string[],
  query: string,
): Promise<Map<string, T[]>> {
  const { rows } = await tx.query(query, [organisationId, advisoryIds]);
  const grouped = new Map<string, T[]>();
  for (const { advisory_id: id, ...row } of rows) grouped.set(id, [...(grouped.get(id) ?? []), row as T]);
  return grouped;
}

/** A person as far as telling them of a notice needs. */
export interface NoticePerson {
  id: string;
  unitId: string;
  hasEmail: boolean;
  isMinor: boolean;
  sponsorInformed: boolean;
  sponsorId: string | null;
  sponsorHasEmail: boolean;
}

/** Reads holders and their sponsors. An erased person has no address. */
export async function readNoticePeople(
  tx: SqlTx,
  organisationId: string,
  personIds: readonly string[],
): Promise<NoticePerson[]> {
  const { rows } = await tx.query<NoticePerson>(
    `SELECT p.id, p.unit_id AS "unitId", p.email IS NOT NULL AND p.erased_at IS NULL AS "hasEmail", p.is_minor AS "isMinor",
            p.sponsor_informed AS "sponsorInformed", s.id AS "sponsorId",
            s.email IS NOT NULL AND s.erased_at IS NULL AS "sponsorHasEmail"
     FROM people p LEFT JOIN people s ON s.organisation_id = p.organisation_id AND s.id = p.sponsor_id
     WHERE p.organisation_id = $1 AND p.id = ANY ($2::uuid[])`,
    [organisationId, personIds],
  );
  return rows;
}

/** A user who answers for a unit. */
export interface UnitOfficer {
  unitId: string;
  role: string;
  userId: string;
}

/** Users who may answer for these units: their security officers, administrators and owners, unless disabled. */
export async function readUnitOfficers(
  tx: SqlTx,
  organisationId: string,
  unitIds: readonly string[],
): Promise<UnitOfficer[]> {
  const { rows } = await tx.query<UnitOfficer>(
    `SELECT g.unit_id AS "unitId", g.role, g.user_id AS "userId"
     FROM grants g JOIN users u ON u.organisation_id = g.organisation_id AND u.id = g.user_id
     WHERE g.organisation_id = $1 AND g.unit_id = ANY ($2::uuid[]) AND g.role IN ('security-officer', 'administrator', 'owner')
       AND u.disabled_at IS NULL
     ORDER BY g.user_id`,
    [organisationId, unitIds],
  );
  return rows;
}

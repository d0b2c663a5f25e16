import type { SqlTx } from '../tenancy.ts';
import type { FindingSeverity } from './notices-read.ts';

/** A notice to be made, or the new state of one that stands. */
export interface NoticeRow {
  id: string;
  state: 'open' | 'resolved';
  personId: string | null;
  unitId: string;
  deviceId: string | null;
  severity: FindingSeverity;
  openedAt: Date;
  resolvedAt: Date | null;
}

/** Inserts notices, or updates state and severity of those that stand. */
export async function upsertNotices(tx: SqlTx, organisationId: string, notices: readonly NoticeRow[]): Promise<void> {
  if (notices.length === 0) return;
  await tx.query(
    `INSERT INTO advisories (organisation_id, kind, id, state, person_id, unit_id, device_id, severity, opened_at, resolved_at)
     SELECT $1, 'notice', v.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::timestamptz[], $9::timestamptz[])
       AS v (id, state, person_id, unit_id, device_id, severity, opened_at, resolved_at)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, severity = excluded.severity, resolved_at = excluded.resolved_at`,
    [
      organisationId,
      notices.map((n) => n.id),
      notices.map((n) => n.state),
      notices.map((n) => n.personId),
      notices.map((n) => n.unitId),
      notices.map((n) => n.deviceId),
      notices.map((n) => n.severity),
      notices.map((n) => n.openedAt),
      notices.map((n) => n.resolvedAt),
    ],
  );
}

/** A finding joining a notice (again), or told of with a higher severity. */
export interface NoticeFindingRow {
  advisoryId: string;
  deviceId: string;
  findingId: string;
  severity: FindingSeverity;
}

/** Adds findings to notices; one that was resolved in the same notice joins it again. */
export async function upsertNoticeFindings(
  tx: SqlTx,
  organisationId: string,
  findings: readonly NoticeFindingRow[],
  joinedAt: Date,
): Promise<void> {
  if (findings.length === 0) return;
  await tx.query(
    `INSERT INTO advisory_findings AS f (organisation_id, joined_at, advisory_id, device_id, finding_id, severity)
     SELECT $1, $2, v.* FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) AS v (advisory_id, device_id, finding_id, severity)
     ON CONFLICT (organisation_id, advisory_id, finding_id) DO UPDATE SET severity = excluded.severity, resolved_at = NULL,
       joined_at = CASE WHEN f.resolved_at IS NULL THEN f.joined_at ELSE excluded.joined_at END`,
    [
      organisationId,
      joinedAt,
      findings.map((f) => f.advisoryId),
      findings.map((f) => f.deviceId),
      findings.map((f) => f.findingId),
      findings.map((f) => f.severity),
    ],
  );
}

/** Notes that findings of a notice are resolved, or no longer this person's. */
export async function settleNoticeFindings(
  tx: SqlTx,
  organisationId: string,
  findings: readonly { advisoryId: string; findingId: string }[],
  resolvedAt: Date,
): Promise<void> {
  if (findings.length === 0) return;
  await tx.query(
    `UPDATE advisory_findings f SET resolved_at = $2
     FROM unnest($3::uuid[], $4::uuid[]) AS v (advisory_id, finding_id)
     WHERE f.organisation_id = $1 AND f.advisory_id = v.advisory_id AND f.finding_id = v.finding_id AND f.resolved_at IS NULL`,
    [organisationId, resolvedAt, findings.map((f) => f.advisoryId), findings.map((f) => f.findingId)],
  );
}

/**
 * Flags every notice that rests on a remediation which an observation contradicts (policy.md, Evaluation 6).
 *
 * @param remediations `policyName/remediationId`
 */
export async function flagNoticesForReview(
  tx: SqlTx,
  organisationId: string,
  remediations: readonly string[],
): Promise<void> {
  if (remediations.length === 0) return;
  const names = remediations.map((name) => [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]);
  await tx.query(
    `UPDATE advisories a SET needs_review = true
     WHERE a.organisation_id = $1 AND NOT a.needs_review AND a.id IN (
       SELECT af.advisory_id FROM unnest($2::text[], $3::text[]) AS r (policy_name, remediation)
       JOIN findings f ON f.organisation_id = $1 AND f.policy_name = r.policy_name
        AND (f.remediation IN (r.remediation, r.policy_name || '/' || r.remediation)
          OR f.despite_remediation IN (r.remediation, r.policy_name || '/' || r.remediation))
       JOIN advisory_findings af ON af.organisation_id = $1 AND af.finding_id = f.id)`,
    [organisationId, names.map(([policy]) => policy), names.map(([, remediation]) => remediation)],
  );
}

import { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** A message to people, with how much of it there is. */
export interface AdvisoryRow {
  id: string;
  kind: string;
  state: string;
  severity: string;
  unitId: string;
  personId: string | null;
  personName: string | null;
  deviceId: string | null;
  openedAt: Date;
  resolvedAt: Date | null;
  lastMailedAt: Date | null;
  needsReview: boolean;
  findings: number;
  acknowledgements: number;
}

export interface AdvisoryListFilter {
  organisationId: string;
  /** Units to look in; absent: all. */
  unitIds?: readonly string[];
  id?: string;
  kind?: string;
  state?: string;
  severity?: string;
  personId?: string;
  deviceId?: string;
  isAcknowledged?: boolean;
  needsReview?: boolean;
  before?: string;
  limit: number;
}

/** Lists up to `limit` advisories, newest first. A device is looked for among the findings, too. */
export function listAdvisories(tx: Tx, filter: AdvisoryListFilter): Promise<AdvisoryRow[]> {
  return tx.$queryRaw<AdvisoryRow[]>`
    SELECT a.id, a.kind, a.state, a.severity, a.unit_id AS "unitId", a.person_id AS "personId", p.name AS "personName",
           a.device_id AS "deviceId", a.opened_at AS "openedAt", a.resolved_at AS "resolvedAt", a.last_mailed_at AS "lastMailedAt",
           a.needs_review AS "needsReview",
           (SELECT count(*)::int FROM advisory_findings f WHERE f.organisation_id = a.organisation_id AND f.advisory_id = a.id) AS findings,
           (SELECT count(*)::int FROM acknowledgements k WHERE k.organisation_id = a.organisation_id AND k.advisory_id = a.id) AS acknowledgements
    FROM advisories a LEFT JOIN people p ON p.id = a.person_id
    WHERE ${Prisma.join(conditionsOf(filter), ' AND ')}
    ORDER BY a.id DESC LIMIT ${filter.limit}::int`;
}

function conditionsOf(filter: AdvisoryListFilter): Prisma.Sql[] {
  const { unitIds } = filter;
  const acknowledged = Prisma.sql`EXISTS (SELECT FROM acknowledgements k WHERE k.organisation_id = a.organisation_id AND k.advisory_id = a.id)`;
  const present: [unknown, () => Prisma.Sql][] = [
    [unitIds, () => Prisma.sql`a.unit_id = ANY (${[...(unitIds ?? [])]}::uuid[])`],
    [filter.before, () => Prisma.sql`a.id < ${filter.before}::uuid`],
    [filter.id, () => Prisma.sql`a.id = ${filter.id}::uuid`],
    [filter.kind, () => Prisma.sql`a.kind = ${filter.kind}`],
    [filter.state, () => Prisma.sql`a.state = ${filter.state}`],
    [filter.severity, () => Prisma.sql`a.severity = ${filter.severity}`],
    [filter.personId, () => Prisma.sql`a.person_id = ${filter.personId}::uuid`],
    [
      filter.deviceId,
      () => Prisma.sql`(a.device_id = ${filter.deviceId}::uuid OR EXISTS (SELECT FROM advisory_findings f
        WHERE f.organisation_id = a.organisation_id AND f.advisory_id = a.id AND f.device_id = ${filter.deviceId}::uuid))`,
    ],
    [filter.needsReview, () => Prisma.sql`a.needs_review = ${filter.needsReview}`],
    [filter.isAcknowledged, () => (filter.isAcknowledged ? acknowledged : Prisma.sql`NOT ${acknowledged}`)],
  ];
  const organisation = Prisma.sql`a.organisation_id = ${filter.organisationId}::uuid`;
  return [organisation, ...present.filter(([value]) => value !== undefined).map(([, make]) => make())];
}

/** A finding that an advisory tells of. */
export interface AdvisoryMemberRow {
  findingId: string;
  deviceId: string;
  policyName: string;
  ruleId: string;
  subject: string;
  severity: string;
  joinedAt: Date;
  resolvedAt: Date | null;
}

/** What an advisory tells of, at most 500 findings in the order in which they joined. */
export function listAdvisoryMembers(tx: Tx, organisationId: string, advisoryId: string): Promise<AdvisoryMemberRow[]> {
  return tx.$queryRaw<AdvisoryMemberRow[]>`
    SELECT m.finding_id AS "findingId", m.device_id AS "deviceId", f.policy_name AS "policyName", f.rule_id AS "ruleId", f.subject,
           m.severity, m.joined_at AS "joinedAt", m.resolved_at AS "resolvedAt"
    FROM advisory_findings m JOIN findings f ON f.device_id = m.device_id AND f.id = m.finding_id
    WHERE m.organisation_id = ${organisationId}::uuid AND m.advisory_id = ${advisoryId}::uuid
    ORDER BY m.joined_at, m.finding_id LIMIT 500`;
}

/** Who confirmed an advisory. */
export interface AcknowledgementRow {
  personId: string;
  personName: string;
  via: string;
  at: Date;
}

/** The acknowledgements of an advisory, oldest first, at most 500. */
export function listAcknowledgements(
  tx: Tx,
  organisationId: string,
  advisoryId: string,
): Promise<AcknowledgementRow[]> {
  return tx.$queryRaw<AcknowledgementRow[]>`
    SELECT k.person_id AS "personId", p.name AS "personName", k.via, k.at
    FROM acknowledgements k JOIN people p ON p.id = k.person_id
    WHERE k.organisation_id = ${organisationId}::uuid AND k.advisory_id = ${advisoryId}::uuid
    ORDER BY k.at, k.person_id LIMIT 500`;
}

export interface NewAcknowledgement {
  organisationId: string;
  advisoryId: string;
  personId: string;
  via: 'link' | 'device';
  at: Date;
}

/** @returns whether it is new; `false`: this person had confirmed it before */
export async function insertAcknowledgement(tx: Tx, acknowledgement: NewAcknowledgement): Promise<boolean> {
  const { count } = await tx.acknowledgement.createMany({ data: [acknowledgement], skipDuplicates: true });
  return count > 0;
}

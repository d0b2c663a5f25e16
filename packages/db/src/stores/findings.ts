import type { Finding, FindingHistory } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { escapeLike } from './like.ts';

/** A finding's row, with its evidence. */
export type FindingDetails = Finding;
/** One thing that happened to a finding. */
export type FindingHistoryRow = FindingHistory;

/** A finding as lists show it, without its evidence. */
export interface FindingListRow {
  id: string;
  deviceId: string;
  policyName: string;
  policyVersion: number;
  ruleId: string;
  ruleType: string;
  subject: string;
  status: string;
  severity: string;
  firstSeen: Date;
  lastSeen: Date;
  dueAt: Date | null;
  resolvedAt: Date | null;
  resolvedReason: string | null;
  reopened: number;
  despiteRemediation: string | null;
}

/** With what tells a reader which device it is. */
export interface FindingOnDeviceRow extends FindingListRow {
  manufacturer: string;
  model: string;
  personId: string | null;
  personName: string | null;
}

/** Which findings; all that is given has to hold. */
export interface FindingListFilter {
  organisationId: string;
  /** Units whose devices to look at; absent: all. */
  unitIds?: readonly string[];
  deviceId?: string;
  /** `failing`: open or in grace; `present`: not resolved. */
  status?: string;
  severity?: string;
  ruleType?: string;
  policy?: string;
  ruleId?: string;
  /** `-`: not in the catalogue. */
  vendor?: string;
  /** Part of rule, subject, manufacturer or model. */
  text?: string;
  /** Whether the text may be a part of the holder's name, too. */
  isNameSearched?: boolean;
  subject?: string;
  /** Country that egress findings say data went to. */
  country?: string;
}

/** Lists up to `limit` findings, newest first, those before an id. */
export function listFindings(
  tx: Tx,
  filter: FindingListFilter,
  { before, limit }: { before?: string; limit: number },
): Promise<FindingOnDeviceRow[]> {
  const conditions = [...conditionsOf(filter), ...(before ? [Prisma.sql`f.id < ${before}::uuid`] : [])];
  return tx.$queryRaw<FindingOnDeviceRow[]>`${selectWhere(conditions)} ORDER BY f.id DESC LIMIT ${limit}::int`;
}

/** A finding's place among those of its device, the worst first. */
export interface FindingPlace {
  /** Of its status and severity: 0 for an open one that is critical. */
  rank: number;
  ruleId: string;
  id: string;
}

const RANK = Prisma.sql`
  5 * array_position(ARRAY['open','in-grace','waived','resolved'], f.status)
  + array_position(ARRAY['critical','high','medium','low','info'], f.severity) - 6`;

/** Lists up to `limit` findings of one device, the worst first, what belongs to one rule together, those after a place. */
export function listFindingsByRank(
  tx: Tx,
  filter: FindingListFilter & { deviceId: string },
  { after, limit }: { after?: FindingPlace | undefined; limit: number },
): Promise<(FindingOnDeviceRow & { rank: number })[]> {
  const isAfter =
    after && Prisma.sql`(${RANK}, f.rule_id, f.id) > (${after.rank}::int, ${after.ruleId}, ${after.id}::uuid)`;
  return tx.$queryRaw<(FindingOnDeviceRow & { rank: number })[]>`
    ${selectWhere([...conditionsOf(filter), ...(isAfter ? [isAfter] : [])])}
    ORDER BY rank, f.rule_id, f.id LIMIT ${limit}::int`;
}

function selectWhere(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return Prisma.sql`
    SELECT f.id, f.device_id AS "deviceId", f.policy_name AS "policyName", f.policy_version AS "policyVersion", f.rule_id AS "ruleId",
           f.rule_type AS "ruleType", f.subject, f.status, f.severity, f.first_seen AS "firstSeen", f.last_seen AS "lastSeen",
           f.due_at AS "dueAt", f.resolved_at AS "resolvedAt", f.resolved_reason AS "resolvedReason", f.reopened,
           f.despite_remediation AS "despiteRemediation",
           d.manufacturer, d.model, d.person_id AS "personId", p.name AS "personName", ${RANK} AS rank
    FROM findings f JOIN devices d ON d.id = f.device_id LEFT JOIN people p ON p.id = d.person_id
    WHERE ${Prisma.join([...conditions], ' AND ')}`;
}

/** How many findings fit, and how many devices have them. */
export async function countFindings(tx: Tx, filter: FindingListFilter): Promise<{ findings: number; devices: number }> {
  const [row] = await tx.$queryRaw<{ findings: number; devices: number }[]>`
    SELECT count(*)::int AS findings, count(DISTINCT f.device_id)::int AS devices
    FROM findings f JOIN devices d ON d.id = f.device_id
    WHERE ${Prisma.join(conditionsOf(filter), ' AND ')}`;
  return row ?? { findings: 0, devices: 0 };
}

function conditionsOf(filter: FindingListFilter): Prisma.Sql[] {
  const { unitIds, status, country } = filter;
  const placed = JSON.stringify([{ place: { country } }]);
  const present: [unknown, () => Prisma.Sql][] = [
    [unitIds, () => Prisma.sql`d.unit_id = ANY (${[...(unitIds ?? [])]}::uuid[])`],
    [filter.deviceId, () => Prisma.sql`f.device_id = ${filter.deviceId}::uuid`],
    [status, () => withStatus(status ?? '')],
    [filter.severity, () => Prisma.sql`f.severity = ${filter.severity}`],
    [filter.ruleType, () => Prisma.sql`f.rule_type = ${filter.ruleType}`],
    [filter.policy, () => Prisma.sql`f.policy_name = ${filter.policy}`],
    [filter.ruleId, () => Prisma.sql`f.rule_id = ${filter.ruleId}`],
    [filter.subject, () => Prisma.sql`f.subject = ${filter.subject}`],
    [
      filter.vendor,
      () => (filter.vendor === '-' ? Prisma.sql`d.vendor IS NULL` : Prisma.sql`d.vendor = ${filter.vendor}`),
    ],
    [filter.text, () => withText(filter.text ?? '', filter.isNameSearched ?? false)],
    [country, () => Prisma.sql`f.rule_type = 'egress' AND f.evidence @> ${placed}::jsonb`],
  ];
  const organisation = Prisma.sql`f.organisation_id = ${filter.organisationId}::uuid`;
  return [organisation, ...present.filter(([value]) => value !== undefined).map(([, make]) => make())];
}

function withText(text: string, isNameSearched: boolean): Prisma.Sql {
  const pattern = `%${escapeLike(text)}%`;
  const name = Prisma.sql`OR EXISTS (SELECT FROM people q WHERE q.id = d.person_id AND q.name ILIKE ${pattern})`;
  return Prisma.sql`(f.rule_id ILIKE ${pattern} OR f.subject ILIKE ${pattern}
    OR d.manufacturer || ' ' || d.model ILIKE ${pattern} ${isNameSearched ? name : Prisma.empty})`;
}

function withStatus(status: string): Prisma.Sql {
  if (status === 'failing') return Prisma.sql`f.status IN ('open', 'in-grace')`;
  if (status === 'present') return Prisma.sql`f.status IN ('open', 'in-grace', 'waived')`;
  return Prisma.sql`f.status = ${status}`;
}

/** One finding with its evidence, and the unit of its device. */
export async function findFinding(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: readonly string[] | undefined,
): Promise<Finding | undefined> {
  // Every status is named so that the index on (organisation, status, id) finds it.
  const status = { in: ['open', 'in-grace', 'waived', 'resolved'] };
  const finding = await tx.finding.findFirst({ where: { organisationId, status, id } });
  if (!finding) return undefined;
  const unitId = scope ? { in: [...scope] } : undefined;
  const device = await tx.device.findFirst({
    where: { organisationId, id: finding.deviceId, unitId },
    select: { id: true },
  });
  return device ? finding : undefined;
}

/** What happened to a finding, newest first, at most 200 entries. */
export function listFindingHistory(tx: Tx, deviceId: string, findingId: string): Promise<FindingHistory[]> {
  return tx.findingHistory.findMany({
    where: { deviceId, findingId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: 200,
  });
}

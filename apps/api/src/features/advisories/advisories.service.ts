import {
  type Advisory,
  AdvisoryKind,
  type AdvisoryListQuery,
  AdvisoryState,
  type AdvisorySummary,
  idAfter,
  type NamedReference,
  type Page,
  SeverityName,
  toPage,
} from '@cordon/contract';
import {
  type AcknowledgementRow,
  type AdvisoryMemberRow,
  type AdvisoryRow,
  listAcknowledgements,
  listAdvisories,
  listAdvisoryMembers,
  withOrganisation,
} from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { notFound } from '../../resources/refusals.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { listDeliveriesOfAdvisory } from '../deliveries/deliveries.service.ts';

type AdvisoryDeps = Pick<Deps, 'database'>;

/** Advisories of the units that the caller may read, newest first. */
export async function findAdvisories(
  deps: AdvisoryDeps,
  operator: Operator,
  query: AdvisoryListQuery,
): Promise<Page<AdvisorySummary>> {
  const { organisationId } = operator;
  const { limit, cursor, unitId, acknowledged, needsReview, ...filter } = query;
  const rows = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsToLookIn(tx, operator, 'advisories:read', unitId);
    const flags = { isAcknowledged: isTrue(acknowledged), needsReview: isTrue(needsReview) };
    const page = { before: idAfter(cursor), limit: limit + 1 };
    return listAdvisories(tx, { organisationId, unitIds, ...filter, ...flags, ...page });
  });
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => toSummary(row, operator)) };
}

function isTrue(flag: 'true' | 'false' | undefined): boolean | undefined {
  return flag === undefined ? undefined : flag === 'true';
}

/** One advisory with its findings, what was sent about it, and who acknowledged it. @throws AppError `not-found` */
export async function showAdvisory(deps: AdvisoryDeps, operator: Operator, id: string): Promise<Advisory> {
  const { organisationId } = operator;
  const unitIds = operator.unitScope('advisories:read');
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const [row] = await listAdvisories(tx, { organisationId, unitIds, id, limit: 1 });
    if (!row) throw notFound('advisory');
    return {
      ...toSummary(row, operator),
      members: (await listAdvisoryMembers(tx, organisationId, id)).map(toMember),
      deliveries: await listDeliveriesOfAdvisory(tx, operator, id),
      acknowledgedBy: (await listAcknowledgements(tx, organisationId, id)).map((a) => toAcknowledgement(a, operator)),
    };
  });
}

function toSummary(row: AdvisoryRow, operator: Operator): AdvisorySummary {
  const { personId, personName, ...rest } = row;
  return {
    ...rest,
    kind: AdvisoryKind.parse(row.kind),
    state: AdvisoryState.parse(row.state),
    severity: SeverityName.parse(row.severity),
    person: personId === null ? null : named(personId, personName, operator),
    openedAt: iso(row.openedAt),
    resolvedAt: isoOrNull(row.resolvedAt),
    lastMailedAt: isoOrNull(row.lastMailedAt),
  };
}

function toMember(row: AdvisoryMemberRow): Advisory['members'][number] {
  const severity = SeverityName.parse(row.severity);
  return { ...row, severity, joinedAt: iso(row.joinedAt), resolvedAt: isoOrNull(row.resolvedAt) };
}

function toAcknowledgement(row: AcknowledgementRow, operator: Operator): Advisory['acknowledgedBy'][number] {
  return { person: named(row.personId, row.personName, operator), via: row.via, at: iso(row.at) };
}

function named(id: string, name: string | null, operator: Operator): NamedReference {
  return { id, name: operator.can('people:read') ? name : null };
}

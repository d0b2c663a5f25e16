import {
  type DeviceFindingListQuery,
  type Finding,
  type FindingCount,
  type FindingFacets,
  type FindingFilter,
  type FindingListItem,
  type FindingListQuery,
  FindingStatusName,
  type FindingSummary,
  idAfter,
  type Page,
  SeverityName,
  toPage,
} from '@cordon/contract';
import {
  countFindings,
  type FindingListFilter,
  type FindingListRow,
  type FindingOnDeviceRow,
  type FindingPlace,
  findDevice,
  findFinding,
  listFindingHistory,
  listFindings,
  listFindingsByRank,
  readFindingFacets,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { invalid, notFound } from '../../resources/refusals.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { toFinding } from './finding-view.ts';

export type FindingListDeps = Pick<Deps, 'database'>;
type NarrowFilter = Omit<FindingListFilter, 'organisationId' | 'unitIds'>;
export type FindingDeps = Pick<Deps, 'database' | 'catalogues'>;

/** Findings on devices of the units that the caller may read, newest first. */
export function findFindings(
  deps: FindingListDeps,
  operator: Operator,
  { limit, cursor, unitId, q, ...rest }: FindingListQuery,
): Promise<Page<FindingListItem>> {
  const filter = { ...rest, ...searched(operator, q) };
  return list(deps, operator, filter, { limit, cursor }, (tx) => unitsToLookIn(tx, operator, 'findings:read', unitId));
}

/** Findings on one device, newest or worst first. @throws AppError `not-found` if there is no such device */
export function findFindingsOfDevice(
  deps: FindingListDeps,
  operator: Operator,
  deviceId: string,
  { limit, cursor, sort, ...filter }: DeviceFindingListQuery,
): Promise<Page<FindingListItem>> {
  const scope = operator.unitScope('findings:read');
  const unitsOf = async (tx: Tx) => {
    if (!(await findDevice(tx, operator.organisationId, deviceId, scope))) throw notFound('device');
    return scope;
  };
  if (sort === 'newest') return list(deps, operator, { ...filter, deviceId }, { limit, cursor }, unitsOf);
  return listWorst(deps, operator, { ...filter, deviceId }, { limit, cursor }, unitsOf);
}

async function listWorst(
  deps: FindingListDeps,
  operator: Operator,
  filter: NarrowFilter & { deviceId: string },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  unitsOf: (tx: Tx) => Promise<readonly string[] | undefined>,
): Promise<Page<FindingListItem>> {
  const { organisationId } = operator;
  const after = placeAfter(cursor);
  const rows = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsOf(tx);
    return listFindingsByRank(tx, { organisationId, unitIds, ...filter }, { after, limit: limit + 1 });
  });
  const page = toPage(rows, limit, ({ rank, ruleId, id }) => JSON.stringify([rank, ruleId, id]));
  return { ...page, items: page.items.map((row) => toListItem(row, operator)) };
}

const Place = z.tuple([z.int().min(0).max(99), z.string().max(64), z.uuid()]);

/** Reads the cursor of a list with the worst first. @throws AppError `validation` if this server cannot have given it */
function placeAfter(cursor: string | undefined): FindingPlace | undefined {
  if (cursor === undefined) return undefined;
  try {
    const [rank, ruleId, id] = Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { rank, ruleId, id };
  } catch {
    throw invalid('/cursor', 'Give a "nextCursor" as it was received.');
  }
}

async function list(
  deps: FindingListDeps,
  operator: Operator,
  filter: NarrowFilter,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  unitsOf: (tx: Tx) => Promise<readonly string[] | undefined>,
): Promise<Page<FindingListItem>> {
  const { organisationId } = operator;
  const rows = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsOf(tx);
    return listFindings(tx, { organisationId, unitIds, ...filter }, { before: idAfter(cursor), limit: limit + 1 });
  });
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => toListItem(row, operator)) };
}

/** Names of people are searched for who may read them alone: what is found would tell of them. */
function searched(operator: Operator, q: string | undefined): Pick<FindingListFilter, 'text' | 'isNameSearched'> {
  return q === undefined ? {} : { text: q, isNameSearched: operator.can('people:read') };
}

/** What the findings that are open or in grace differ by, within the units that the caller may read. */
export function findFindingFacets(deps: FindingListDeps, operator: Operator): Promise<FindingFacets> {
  return readFindingFacets(deps.database, operator.organisationId, operator.unitScope('findings:read'));
}

/** How many findings a list has, and on how many devices. */
export function countFindingsOf(
  deps: FindingListDeps,
  operator: Operator,
  { unitId, q, ...filter }: FindingFilter,
): Promise<FindingCount> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsToLookIn(tx, operator, 'findings:read', unitId);
    return countFindings(tx, { organisationId, unitIds, ...filter, ...searched(operator, q) });
  });
}

/** One finding with its evidence, in words, and its history. @throws AppError `not-found` */
export async function showFinding(deps: FindingDeps, operator: Operator, id: string): Promise<Finding> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const row = await findFinding(tx, organisationId, id, operator.unitScope('findings:read'));
    if (!row) throw notFound('finding');
    const history = await listFindingHistory(tx, row.deviceId, id);
    return toFinding(toFindingSummary(row), row, history, await catalogueOf(tx, deps, organisationId));
  });
}

function toListItem(row: FindingOnDeviceRow, operator: Operator): FindingListItem {
  const { manufacturer, model, personId, personName } = row;
  const name = operator.can('people:read') ? personName : null;
  return {
    ...toFindingSummary(row),
    device: { manufacturer, model },
    person: personId === null ? null : { id: personId, name },
  };
}

function toFindingSummary(row: FindingListRow): FindingSummary {
  return {
    id: row.id,
    deviceId: row.deviceId,
    policyName: row.policyName,
    policyVersion: row.policyVersion,
    ruleId: row.ruleId,
    ruleType: row.ruleType,
    subject: row.subject,
    status: FindingStatusName.parse(row.status),
    severity: SeverityName.parse(row.severity),
    firstSeen: iso(row.firstSeen),
    lastSeen: iso(row.lastSeen),
    dueAt: isoOrNull(row.dueAt),
    resolvedAt: isoOrNull(row.resolvedAt),
    resolvedReason: row.resolvedReason,
    reopened: row.reopened,
    despiteRemediation: row.despiteRemediation,
  };
}

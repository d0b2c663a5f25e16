import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import {
  type DeviceReport,
  type DeviceReportWithPayload,
  idAfter,
  OwnershipName,
  type Page,
  toPage,
  VerdictName,
  type VerdictPeriod,
} from '@cordon/contract';
import {
  findDevice,
  findReport,
  listReports,
  listVerdictHistory,
  type ReportRow,
  type Tx,
  type VerdictHistoryPlace,
  type VerdictHistoryRow,
  withOrganisation,
} from '@cordon/db';
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { invalid, notFound } from '../../resources/refusals.ts';
import { toCitations, toReasons } from '../../resources/verdict-view.ts';

type HistoryDeps = Pick<Deps, 'database'>;
type PageQuery = { limit: number; cursor?: string };

/** A report's payload is at most 1 MiB as received; what inflates to more was not stored by us. */
const MAX_PAYLOAD_BYTES = 1_048_576;
const inflate = promisify(inflateRaw);

/** Reports of a device, newest first. @throws AppError `not-found` */
export async function findReports(
  deps: HistoryDeps,
  operator: Operator,
  deviceId: string,
  { limit, cursor }: PageQuery,
): Promise<Page<DeviceReport>> {
  const rows = await withOrganisation(deps.database, operator.organisationId, async (tx) => {
    await assertDevice(tx, operator, 'reports:read', deviceId);
    return listReports(tx, { deviceId, before: idAfter(cursor), limit: limit + 1 });
  });
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map(toReport) };
}

/** One report with what the device said. @throws AppError `not-found` */
export async function showReport(
  deps: HistoryDeps,
  operator: Operator,
  deviceId: string,
  reportId: string,
): Promise<DeviceReportWithPayload> {
  const row = await withOrganisation(deps.database, operator.organisationId, async (tx) => {
    await assertDevice(tx, operator, 'reports:read', deviceId);
    return findReport(tx, deviceId, reportId);
  });
  if (!row) throw notFound('report');
  const bytes = row.encoding === 1 ? await inflate(row.payload, { maxOutputLength: MAX_PAYLOAD_BYTES }) : row.payload;
  return {
    ...toReport(row),
    protectedHeader: row.protectedHeader,
    signature: Buffer.from(row.signature).toString('base64url'),
    payload: JSON.parse(Buffer.from(bytes).toString('utf8')),
  };
}

/** A device's verdicts over time, newest first. @throws AppError `not-found` */
export async function findVerdictPeriods(
  deps: HistoryDeps,
  operator: Operator,
  deviceId: string,
  { limit, cursor }: PageQuery,
): Promise<Page<VerdictPeriod>> {
  const rows = await withOrganisation(deps.database, operator.organisationId, async (tx) => {
    await assertDevice(tx, operator, 'devices:read', deviceId);
    return listVerdictHistory(tx, { deviceId, before: placeOf(cursor), limit: limit + 1 });
  });
  const page = toPage(rows, limit, ({ validFrom, id }) => `${validFrom.getTime()} ${id}`);
  return { ...page, items: page.items.map(toPeriod) };
}

/** A cursor of valid time and id. @throws AppError `validation` if this server cannot have given it */
function placeOf(cursor: string | undefined): VerdictHistoryPlace | undefined {
  if (cursor === undefined) return undefined;
  const [, instant, id] = /^(-?\d{1,15}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (instant === undefined || !z.uuid().safeParse(id).success)
    throw invalid('/cursor', 'Give a "nextCursor" as it was received.');
  return { validFrom: new Date(Number(instant)), id: id as string };
}

async function assertDevice(
  tx: Tx,
  operator: Operator,
  permission: 'devices:read' | 'reports:read',
  id: string,
): Promise<void> {
  const device = await findDevice(tx, operator.organisationId, id, operator.unitScope(permission));
  if (!device) throw notFound('device');
}

function toReport(row: ReportRow): DeviceReport {
  return {
    id: row.id,
    seq: Number(row.seq),
    receivedAt: iso(row.receivedAt),
    collectedAt: iso(row.collectedAt),
    payloadSha256: Buffer.from(row.payloadSha256).toString('hex'),
    isReduced: row.reduced !== null,
    reducedSections: Object.keys(row.reduced ?? {}),
  };
}

function toPeriod(row: VerdictHistoryRow): VerdictPeriod {
  return {
    id: row.id,
    verdict: VerdictName.parse(row.verdict),
    validFrom: iso(row.validFrom),
    validTo: isoOrNull(row.validTo),
    recordedAt: iso(row.recordedAt),
    cause: row.cause,
    reportId: row.reportId,
    reasons: toReasons(row.reasons),
    citations: toCitations(row.citations),
    unitId: row.unitId,
    personId: row.personId,
    ownership: OwnershipName.parse(row.ownership),
  };
}

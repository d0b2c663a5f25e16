import {
  type DeviceSummary,
  type FleetApp,
  type FleetAppListQuery,
  type FleetDestination,
  type FleetDestinationListQuery,
  type Page,
  toPage,
} from '@cordon/contract';
import {
  type AppVariantRow,
  type DestinationRow,
  listAppVariants,
  listDestinations,
  listPackages,
  withOrganisation,
  withOrganisationSql,
} from '@cordon/db';
import { DataCategory } from '@cordon/policy';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { invalid } from '../../resources/refusals.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { type DeviceDeps, findDevices } from '../devices/devices.service.ts';

type InventoryDeps = Pick<Deps, 'database'>;

const MAX_VERSIONS = 50;

/** Apps of the devices that the caller may read, most devices first; a second behind what devices reported. */
export async function findApps(
  deps: InventoryDeps,
  operator: Operator,
  { limit, cursor, unitId, q }: FleetAppListQuery,
): Promise<Page<FleetApp>> {
  const { organisationId } = operator;
  const after = placeOf(cursor);
  const unitIds = await unitsOf(deps, operator, unitId);
  const { rows, variants } = await withOrganisationSql(deps.database, organisationId, async (tx) => {
    const found = await listPackages(tx, { organisationId, unitIds, text: q, after, limit: limit + 1 });
    const shown = found.slice(0, limit).map((row) => row.package);
    return { rows: found, variants: await listAppVariants(tx, organisationId, unitIds, shown) };
  });
  const page = toPage(rows, limit, (row) => `${row.devices} ${row.package}`);
  return { ...page, items: page.items.map((row) => ({ ...row, ...toVariants(row.package, variants) })) };
}

function toVariants(name: string, variants: readonly AppVariantRow[]): Pick<FleetApp, 'signers' | 'versions'> {
  const own = variants.filter((row) => row.package === name);
  const signers = sumBy(own, (row) => JSON.stringify(row.signers));
  const versions = sumBy(own, (row) => row.version);
  return {
    signers: signers.map(([text, devices]) => ({ signers: JSON.parse(text) as string[], devices })),
    versions: versions.slice(0, MAX_VERSIONS).map(([version, devices]) => ({ version, devices })),
  };
}

function sumBy<Key>(rows: readonly AppVariantRow[], keyOf: (row: AppVariantRow) => Key): [Key, number][] {
  const sums = new Map<Key, number>();
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.devices);
  return [...sums].sort(([, a], [, b]) => b - a);
}

/** Destinations of the devices that the caller may read, most devices first. */
export async function findDestinations(
  deps: InventoryDeps,
  operator: Operator,
  { limit, cursor, unitId, q, ...filter }: FleetDestinationListQuery,
): Promise<Page<FleetDestination>> {
  const { organisationId } = operator;
  const after = placeOf(cursor);
  const unitIds = await unitsOf(deps, operator, unitId);
  const rows = await withOrganisationSql(deps.database, organisationId, (tx) =>
    listDestinations(tx, { organisationId, unitIds, text: q, ...filter, after, limit: limit + 1 }),
  );
  const page = toPage(rows, limit, (row) => `${row.devices} ${row.id}`);
  return { ...page, items: page.items.map(toDestination) };
}

function toDestination({ categories, ...row }: DestinationRow): FleetDestination {
  return { ...row, categories: DataCategory.options.filter((_, bit) => (categories & (1 << bit)) !== 0) };
}

/** Devices that spoke to one destination; of one that is not known, none. */
export function findDevicesOfDestination(
  deps: DeviceDeps,
  operator: Operator,
  destinationId: string,
  query: { limit: number; cursor?: string },
): Promise<Page<DeviceSummary>> {
  return findDevices(deps, operator, { ...query, sort: 'enrolledAt', destinationId });
}

function unitsOf(deps: InventoryDeps, operator: Operator, unitId: string | undefined) {
  return withOrganisation(deps.database, operator.organisationId, (tx) =>
    unitsToLookIn(tx, operator, 'devices:read', unitId),
  );
}

/** A cursor of a number of devices and a name. @throws AppError `validation` if this server cannot have given it */
function placeOf(cursor: string | undefined): { devices: number; key: string } | undefined {
  if (cursor === undefined) return undefined;
  const [, devices, key] = /^(\d{1,9}) ([^\0]+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (devices === undefined || key === undefined) throw invalid('/cursor', 'Give a "nextCursor" as it was received.');
  return { devices: Number(devices), key };
}

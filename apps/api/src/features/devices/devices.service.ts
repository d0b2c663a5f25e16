import {
  AppError,
  type Device,
  type DeviceCount,
  type DeviceFilter,
  type DeviceIdsQuery,
  type DeviceSort,
  type DeviceSummary,
  type Page,
} from '@cordon/contract';
import {
  countDevices,
  type DeviceListFilter,
  type DeviceRow,
  findDeviceWithState,
  listDevicePlaces,
  listDevices,
  type SqlTx,
  withOrganisation,
  withOrganisationSql,
} from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { notFound } from '../../resources/refusals.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { cursorOf, placeOf } from './device-place.ts';
import { type NamesShown, toDevice, toDeviceSummary } from './device-view.ts';

export type DeviceListDeps = Pick<Deps, 'database'>;
export type DeviceDeps = Pick<Deps, 'database' | 'clock' | 'queues' | 'judge' | 'directory'>;

/** Devices of the units that the caller may read, with their stored verdicts. @throws AppError `validation` */
export async function findDevices(
  deps: DeviceListDeps,
  operator: Operator,
  { limit, cursor, sort, ...filter }: DeviceFilter & { destinationId?: string } & DeviceOrder,
): Promise<Page<DeviceSummary>> {
  assertSortable(operator, sort);
  const after = placeOf(cursor, sort);
  const { rows, next } = await withFilter(deps, operator, filter, (tx, asked) =>
    listDevices(tx, asked, { sort, after, limit }),
  );
  const shown = namesShown(operator);
  return { items: rows.map((row) => toDeviceSummary(row, shown)), nextCursor: next ? cursorOf(next, sort) : null };
}

/** A page of an order. */
interface DeviceOrder {
  sort: DeviceSort;
  limit: number;
  cursor?: string;
}

/** Ids of devices, the first to enrol first: what changes of many devices begin with. */
export async function findDeviceIds(
  deps: DeviceListDeps,
  operator: Operator,
  { limit, cursor, ...filter }: DeviceIdsQuery,
): Promise<Page<string>> {
  const sort = 'enrolledAt';
  const after = placeOf(cursor, sort);
  const { places, next } = await withFilter(deps, operator, filter, (tx, asked) =>
    listDevicePlaces(tx, asked, { sort, after, limit }),
  );
  return { items: places.map(({ id }) => id), nextCursor: next ? cursorOf(next, sort) : null };
}

/** How many devices a list has. */
export async function countDevicesOf(
  deps: DeviceListDeps,
  operator: Operator,
  filter: DeviceFilter,
): Promise<DeviceCount> {
  return { devices: await withFilter(deps, operator, filter, countDevices) };
}

/** Runs `work` for the devices that are asked for, within the units where the caller may read them. */
async function withFilter<T>(
  { database }: DeviceListDeps,
  operator: Operator,
  { unitId, subUnits, q, ...filter }: DeviceFilter,
  work: (tx: SqlTx, filter: DeviceListFilter) => Promise<T>,
): Promise<T> {
  const { organisationId } = operator;
  const unitIds =
    unitId === undefined
      ? operator.unitScope('devices:read')
      : await withOrganisation(database, organisationId, (tx) =>
          unitsToLookIn(tx, operator, 'devices:read', unitId, subUnits),
        );
  return withOrganisationSql(database, organisationId, (tx) =>
    work(tx, { organisationId, ...(unitIds && { unitIds }), ...filter, ...(q !== undefined && { text: q }) }),
  );
}

/** An order by names that the caller may not read would tell of them. */
function assertSortable(operator: Operator, sort: DeviceSort): void {
  const needed = { holder: 'people:read', unit: 'units:read' } as const;
  const by = sort.replace('-', '');
  if ((by === 'holder' || by === 'unit') && !operator.can(needed[by]))
    throw new AppError('forbidden', `Sorting by ${by} needs the permission ${needed[by]}.`);
}

/**
 * One device. It is judged first if its verdict is older than its rules, or a timed change of it is due.
 *
 * @throws AppError `not-found`
 */
export async function showDevice(deps: DeviceDeps, operator: Operator, id: string): Promise<Device> {
  const row = await readDevice(deps, operator, 'devices:read', id);
  if (!row.isDue) return toDevice(row, namesShown(operator));
  await deps.judge(operator.organisationId, [id]);
  return toDevice(await readDevice(deps, operator, 'devices:read', id), namesShown(operator));
}

/** A device as it stands, within the units where the caller holds the permission. @throws AppError `not-found` */
export async function readDevice(
  deps: Pick<DeviceDeps, 'database' | 'clock'>,
  operator: Operator,
  permission: 'devices:read' | 'devices:write',
  id: string,
): Promise<DeviceRow> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const row = await withOrganisation(deps.database, organisationId, (tx) =>
    findDeviceWithState(tx, organisationId, id, operator.unitScope(permission), now),
  );
  if (!row) throw notFound('device');
  return row;
}

/** An API token may be narrowed to devices alone: then names of people and units stay out. */
export function namesShown(operator: Operator): NamesShown {
  return { units: operator.can('units:read'), people: operator.can('people:read') };
}

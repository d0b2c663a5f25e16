import { type Device, type DeviceListQuery, type DeviceSummary, idAfter, type Page } from '@cordon/contract';
import { type DeviceRow, findDeviceWithState, listDevices, withOrganisation } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { notFound } from '../../resources/refusals.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { type NamesShown, toDevice, toDeviceSummary } from './device-view.ts';

export type DeviceDeps = Pick<Deps, 'database' | 'clock' | 'queues' | 'judge' | 'directory'>;

/** Devices of the units that the caller may read, with their stored verdicts. */
export async function findDevices(
  deps: DeviceDeps,
  operator: Operator,
  query: DeviceListQuery & { destinationId?: string },
): Promise<Page<DeviceSummary>> {
  const { organisationId } = operator;
  const { limit, cursor, unitId, q, ...filter } = query;
  const result = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsToLookIn(tx, operator, 'devices:read', unitId);
    return listDevices(tx, { organisationId, unitIds, ...filter, text: q, after: idAfter(cursor), limit });
  });
  const shown = namesShown(operator);
  return {
    items: result.rows.map((row) => toDeviceSummary(row, shown)),
    nextCursor: result.next === undefined ? null : Buffer.from(result.next).toString('base64url'),
  };
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

import type { Device, DeviceState } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { deviceSearchText } from './device-search-text.ts';

/** A device with its judged state and the names around it. */
export interface DeviceRow {
  device: Device;
  state: DeviceState;
  unitName: string;
  personName: string | null;
  /** Findings that are open or in grace. */
  openFindings: number;
  /** Whether its verdict is older than its rules, or a timed change of it is due. */
  isDue: boolean;
}

/** One device, if of a unit of the scope. */
export async function findDevice(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: readonly string[] | undefined,
): Promise<Device | undefined> {
  const unitId = scope ? { in: [...scope] } : undefined;
  return (await tx.device.findFirst({ where: { organisationId, id, unitId } })) ?? undefined;
}

/** One device with its state, if of a unit of the scope. */
export async function findDeviceWithState(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: readonly string[] | undefined,
  now: Date,
): Promise<DeviceRow | undefined> {
  const device = await findDevice(tx, organisationId, id, scope);
  if (!device) return undefined;
  const state = await tx.deviceState.findUniqueOrThrow({ where: { deviceId: id } });
  const unit = await tx.unit.findUniqueOrThrow({ where: { id: device.unitId }, select: { name: true } });
  const person = device.personId
    ? await tx.person.findUnique({ where: { id: device.personId }, select: { name: true } })
    : null;
  const organisation = await tx.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { rulesEpoch: true },
  });
  const isLate = state.nextChangeAt !== null && state.nextChangeAt <= now;
  return {
    device,
    state,
    unitName: unit.name,
    personName: person?.name ?? null,
    openFindings: await tx.finding.count({ where: { deviceId: id, status: { in: ['open', 'in-grace'] } } }),
    isDue: state.deviceState === 'active' && (isLate || state.judgedEpoch < organisation.rulesEpoch),
  };
}

/**
 * Locks the judged state of a device until the transaction ends. INVARIANT: before anything of the device is changed, since
 * the worker locks states first, too.
 */
export async function lockDeviceState(tx: Tx, deviceId: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM device_state WHERE device_id = ${deviceId}::uuid FOR UPDATE`;
}

/** What an administrator changes of a device. */
export interface DeviceChange {
  unitId?: string;
  /** null: nobody holds it. */
  personId?: string | null;
  ownership?: string;
  groups?: string[];
  tags?: string[];
}

/** Changes a device; with what decides which policies apply, or who is told, it is judged again at once. */
export async function updateDevice(
  tx: Tx,
  device: Device,
  change: DeviceChange,
  effect: { isScopeChanged: boolean; isRejudged: boolean },
  now: Date,
): Promise<Device> {
  await tx.deviceState.update({
    where: { deviceId: device.id },
    data: {
      unitId: change.unitId,
      nextChangeAt: effect.isRejudged && device.state === 'active' ? now : undefined,
    },
    select: { deviceId: true },
  });
  const personId = change.personId === undefined ? device.personId : change.personId;
  const holder = personId ? await tx.person.findUnique({ where: { id: personId }, select: { name: true } }) : null;
  return tx.device.update({
    where: { id: device.id },
    data: {
      ...change,
      scopeChangedAt: effect.isScopeChanged ? now : undefined,
      searchText: change.personId === undefined ? undefined : deviceSearchText(device, holder?.name ?? null),
    },
  });
}

/** Makes a pending device active; its reports are judged from now on. */
export async function approveDevice(tx: Tx, id: string, now: Date): Promise<Device> {
  await tx.deviceState.update({
    where: { deviceId: id },
    data: { deviceState: 'active', nextChangeAt: now },
    select: { deviceId: true },
  });
  return tx.device.update({ where: { id }, data: { state: 'active', approvedAt: now } });
}

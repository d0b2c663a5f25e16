import { type DeviceImport, readDevicesByName, readPeopleByName, updateDevices } from '@cordon/db';
import { readRows } from './columns.ts';
import type { CsvFile } from './csv-file.ts';
import { DEVICE_COLUMNS, type DeviceCells } from './device-columns.ts';
import type { FaultList } from './fault-list.ts';
import {
  firstChanges,
  type ImportContext,
  type ImportStep,
  type ImportWork,
  readUnits,
  textOf,
} from './import-step.ts';
import { describeDevice, type PlannedDevice, planDevices } from './plan-devices.ts';
import { personLookup, unitLookup } from './references.ts';

/** Reads the rows of a file of devices. */
export async function readDeviceRows(file: CsvFile, faults: FaultList): Promise<ImportStep | undefined> {
  const read = await readRows(file, DEVICE_COLUMNS, faults);
  if (!read) return undefined;
  return async (tx, context) => {
    const { operator, isHeld } = context;
    const { units, mayWrite, mayReadPeople } = await readUnits(tx, operator, 'devices:write');
    const known = await readDevicesByName(tx, operator.organisationId, devicesIn(read.rows), isHeld);
    const devices = known.filter(({ unitId }) => mayWrite(unitId));
    const named = await readPeopleByName(tx, holdersIn(read.rows), isHeld);
    const people = named.filter(({ unitId }) => mayReadPeople(unitId));
    const reach = { devices, findUnit: unitLookup(units, mayWrite), findPerson: personLookup(people) };
    const plan = planDevices(read, reach, faults);
    const names = new Map([
      ...units.map(({ id, key }) => [id, key] as const),
      ...devices.flatMap(({ personId, personName }) => (personId ? [[personId, personName ?? ''] as const] : [])),
      ...people.map(({ id, name }) => [id, name] as const),
    ]);
    const changes = firstChanges(plan.devices, (item) => describeDevice(item, (_, value) => textOf(value, names)));
    return { ...toWork(plan.devices, context), unchanged: plan.unchanged, changes };
  };
}

function devicesIn(rows: readonly DeviceCells[]) {
  return {
    ids: rows.flatMap(({ id }) => id ?? []),
    imeis: rows.flatMap(({ imei }) => imei ?? []),
    serialNumbers: rows.flatMap(({ serialNumber }) => serialNumber ?? []),
  };
}

function holdersIn(rows: readonly DeviceCells[]) {
  const holders = [...new Set(rows.flatMap(({ holder }) => holder ?? []))];
  return {
    serviceNumbers: holders,
    emails: holders.filter((text) => text.includes('@')).map((text) => text.toLowerCase()),
  };
}

function toWork(devices: readonly PlannedDevice[], { now }: ImportContext): Omit<ImportWork, 'unchanged' | 'changes'> {
  return {
    created: 0,
    updated: devices.length,
    deviceIds: devices.map(({ device }) => device.id),
    events: devices.map(({ device, changed }) => ({
      action: 'device.changed',
      target: { kind: 'device', id: device.id },
      unitId: device.unitId,
      details: changed,
    })),
    write: (tx) => updateDevices(tx, devices.map(toImport), now),
  };
}

/** A new unit, ownership or group changes which policies apply, a new holder who is told. */
function toImport({ device, after, holderName, changed }: PlannedDevice): DeviceImport {
  const has = (member: string) => member in changed.after;
  const isScopeChanged = has('unitId') || has('ownership') || has('groups');
  return { device, ...after, holderName, isScopeChanged, isRejudged: isScopeChanged || has('personId') };
}

import type { ImportChange } from '@cordon/contract';
import type { ImportedDevice, PersonRow, UnitRow } from '@cordon/db';
import { changedMembers } from '../../resources/changes.ts';
import type { ReadFile } from './columns.ts';
import type { DEVICE_COLUMNS, DeviceCells } from './device-columns.ts';
import type { FaultList, Mistake } from './fault-list.ts';
import type { Lookup } from './references.ts';

/** What of a device an import sets. */
export type DeviceValues = Pick<ImportedDevice, 'unitId' | 'personId' | 'ownership' | 'tags' | 'groups'>;

export interface PlannedDevice {
  row: number;
  device: ImportedDevice;
  after: DeviceValues;
  holderName: string | null;
  /** The changed members alone. */
  changed: { before: Record<string, unknown>; after: Record<string, unknown> };
}

export interface DevicePlan {
  devices: PlannedDevice[];
  unchanged: number;
}

/** What is known of the organisation, within the caller's reach. */
export interface DeviceReach {
  /** Whichever the file may mean, on units where the caller may change devices. */
  devices: readonly ImportedDevice[];
  findUnit: Lookup<UnitRow>;
  findPerson: Lookup<PersonRow>;
}

/**
 * Finds out what a file of devices would do. It makes none: only a handset itself can enrol, with a key of its own. A row
 * says who holds an enrolled one, of which unit it is, its ownership, tags and groups.
 */
export function planDevices(file: ReadFile<typeof DEVICE_COLUMNS>, reach: DeviceReach, faults: FaultList): DevicePlan {
  const plan: DevicePlan = { devices: [], unchanged: 0 };
  const find = deviceLookup(reach.devices);
  const rowOf = new Map<string, number>();
  for (const cells of file.rows) {
    const fault = (column: keyof typeof DEVICE_COLUMNS | null, { detail, remedy }: Mistake) => {
      if (column === null && !cells.isReadable) return;
      const cell = column && cells[column];
      const text = cell === null || cell === undefined ? undefined : String(cell);
      faults.add(cells.row, column && file.headingOf(column), text, { detail, remedy });
    };
    const device = find(cells, fault);
    const unit = resolve(cells.unit, reach.findUnit, (mistake) => fault('unit', mistake));
    const person = resolve(cells.holder, reach.findPerson, (mistake) => fault('holder', mistake));
    if (!device) continue;
    const first = rowOf.get(device.id);
    if (first !== undefined) fault(null, sameAs(first));
    else rowOf.set(device.id, cells.row);
    if (faults.has(cells.row)) continue;
    const after = valuesOf(device, cells, unit, person);
    const changed = changedMembers(device, after);
    const holderName = person === undefined ? device.personName : (person?.name ?? null);
    if (changed) plan.devices.push({ row: cells.row, device, after, holderName, changed });
    else plan.unchanged += 1;
  }
  return plan;
}

type Fault = (column: 'imei' | 'serialNumber' | 'id' | null, mistake: Mistake) => void;

function deviceLookup(devices: readonly ImportedDevice[]) {
  const byId = new Map(devices.map((device) => [device.id, device]));
  const byName = new Map(devices.flatMap((device) => device.identifiers.map((name) => [name, device])));
  return (cells: DeviceCells, fault: Fault): ImportedDevice | undefined => {
    const { id, imei, serialNumber } = cells;
    const named = [
      ['imei', imei, imei && byName.get(`imei:${imei}`)],
      ['serialNumber', serialNumber, serialNumber && byName.get(`serial:${serialNumber}`)],
      ['id', id, id && byId.get(id)],
    ] as const;
    const given = named.filter(([, text]) => text !== undefined);
    if (given.length === 0) fault(null, NAMELESS);
    for (const [column, , device] of given) if (!device) fault(column, UNKNOWN);
    const found = new Set(given.flatMap(([, , device]) => device || []));
    const [device, another] = found;
    if (another) {
      fault(null, DIFFERENT);
      return undefined;
    }
    if (device?.state === 'retired') fault('id', RETIRED);
    return device;
  };
}

/** `undefined`: the row does not say, or what it says is at fault; null: nobody. */
function resolve<T>(text: string | null | undefined, find: Lookup<T>, fault: (mistake: Mistake) => void) {
  if (text === undefined || text === null) return text;
  const found = find(text);
  if ('value' in found) return found.value;
  fault(found.mistake);
  return undefined;
}

function valuesOf(
  device: ImportedDevice,
  cells: DeviceCells,
  unit: UnitRow | null | undefined,
  person: PersonRow | null | undefined,
): DeviceValues {
  return {
    unitId: unit?.id ?? device.unitId,
    personId: person === undefined ? device.personId : (person?.id ?? null),
    ownership: cells.ownership ?? device.ownership,
    tags: cells.tags === null ? [] : (cells.tags ?? device.tags),
    groups: cells.groups === null ? [] : (cells.groups ?? device.groups),
  };
}

/** What a row would do, in the words of the file. */
export function describeDevice(
  { row, device, changed }: PlannedDevice,
  nameOf: (member: string, value: unknown) => string | null,
): ImportChange {
  return {
    row,
    action: 'update',
    name: [device.manufacturer, device.model, device.serialNumber ?? device.imei[0]].filter(Boolean).join(' '),
    columns: Object.keys(changed.after).map((member) => ({
      column: HEADINGS[member] ?? member,
      before: nameOf(member, changed.before[member]),
      after: nameOf(member, changed.after[member]),
    })),
  };
}

const HEADINGS: Record<string, string> = { unitId: 'unit', personId: 'holder' };

function sameAs(row: number): Mistake {
  return { detail: `Row ${row} is about the same device.`, remedy: 'Keep one of the two rows.' };
}

const NAMELESS: Mistake = {
  detail: 'Nothing says which device this is.',
  remedy: 'Give its IMEI, its serial number or its id.',
};
const UNKNOWN: Mistake = {
  detail: 'No enrolled device that you may change has this.',
  remedy: 'Enrol the handset first: only it can, with a key of its own. A token can be made for its IMEI alone.',
};
const DIFFERENT: Mistake = {
  detail: 'IMEI, serial number and id name different devices.',
  remedy: 'Keep the one that is right, and leave the others empty.',
};
const RETIRED: Mistake = { detail: 'This device is retired.', remedy: 'Leave the row out.' };

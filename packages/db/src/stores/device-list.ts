import type { Tx } from '../tenancy.ts';

/** A device as lists show it: facts, place in the organisation, stored verdict. */
export interface DeviceListRow {
  id: string;
  state: string;
  verdict: string;
  verdictSince: Date;
  vendor: string | null;
  manufacturer: string;
  brand: string | null;
  model: string;
  osName: string;
  osVersion: string;
  osBuild: string | null;
  serialNumber: string | null;
  imei: string[];
  ownership: string;
  unitId: string;
  unitName: string;
  personId: string | null;
  personName: string | null;
  groups: string[];
  tags: string[];
  openFindings: number;
  enrolledAt: Date;
  lastReceivedAt: Date | null;
}

/** Which devices; all that is given has to hold. */
export interface DeviceListFilter {
  organisationId: string;
  /** Units to look in; absent: all. */
  unitIds?: readonly string[];
  state?: string;
  verdict?: string;
  personId?: string;
  vendor?: string;
  ownership?: string;
  tag?: string;
  group?: string;
  model?: string;
  serialNumber?: string;
  imei?: string;
  /** Part of model, brand, serial number, IMEI or holder's name. */
  text?: string;
  /** Package name of an app that it has. */
  package?: string;
  /** Host, or address without a host, that it spoke to. */
  destination?: string;
  /** The same by its id. */
  destinationId?: string;
  /** Network in CIDR notation that it spoke to. */
  network?: string;
  /** Whether a report of it was ever received. */
  reported?: string;
  /** ISO date: with `destination` or `network`, on that day or later. */
  since?: string;
}

/** A device's place in an order: which stretch of it, the key it is sorted by there, and its id. */
export interface DevicePlace {
  stretch: number;
  key: string | null;
  id: string;
}

/** One page of an order. */
export interface DeviceListPage {
  /** What it is sorted by; `-` before it turns the order round. Devices without it come last either way. */
  sort: string;
  after?: DevicePlace;
  limit: number;
}

/** Up to `limit` devices, and where to go on if there may be more. */
export interface DeviceListResult {
  rows: DeviceListRow[];
  /** Place to go on after; absent: that was all. */
  next?: DevicePlace;
}

/** Lists devices in an order. */
export async function listDevices(tx: Tx, filter: DeviceListFilter, page: DeviceListPage): Promise<DeviceListResult> {
  const { places, next } = await listDevicePlaces(tx, filter, page);
  const rows = new Map((await selectDevices(tx, idsOf(places))).map((row) => [row.id, row]));
  return { rows: places.flatMap(({ id }) => rows.get(id) ?? []), next };
}

/** As {@link listDevices}, the ids alone: which ones is found out by one function, past the limits of row-level security. */
export async function listDevicePlaces(
  tx: Tx,
  filter: DeviceListFilter,
  { sort, after, limit }: DeviceListPage,
): Promise<{ places: DevicePlace[]; next?: DevicePlace }> {
  const found = await tx.$queryRaw<DevicePlace[]>`
    SELECT id, stretch, key FROM search_devices(${asked(filter)}::jsonb, ${unitsOf(filter)}::uuid[], ${sort},
      ${after?.stretch ?? null}::int, ${after?.key ?? null}, ${after?.id ?? null}::uuid, ${limit + 1}::int)`;
  const places = found.slice(0, limit);
  const last = places.at(-1);
  return found.length > limit && last ? { places, next: last } : { places };
}

/** How many devices fit. */
export async function countDevices(tx: Tx, filter: DeviceListFilter): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count_devices(${asked(filter)}::jsonb, ${unitsOf(filter)}::uuid[]) AS count`;
  return row?.count ?? 0;
}

function asked({ organisationId: _own, unitIds: _units, ...rest }: DeviceListFilter): string {
  return JSON.stringify(rest);
}

function unitsOf({ unitIds }: DeviceListFilter): string[] | null {
  return unitIds ? [...unitIds] : null;
}

function idsOf(places: readonly DevicePlace[]): string[] {
  return places.map(({ id }) => id);
}

async function selectDevices(tx: Tx, ids: readonly string[]): Promise<DeviceListRow[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<DeviceListRow[]>`
    SELECT d.id, d.state, s.verdict, s.verdict_since AS "verdictSince", d.vendor, d.manufacturer, d.brand, d.model,
           d.os_name AS "osName", d.os_version AS "osVersion", d.os_build AS "osBuild", d.serial_number AS "serialNumber", d.imei,
           d.ownership, d.unit_id AS "unitId", u.name AS "unitName", d.person_id AS "personId", p.name AS "personName",
           d.groups, d.tags, d.enrolled_at AS "enrolledAt", s.last_received_at AS "lastReceivedAt",
           (SELECT count(*)::int FROM findings f WHERE f.device_id = d.id AND f.status IN ('open', 'in-grace')) AS "openFindings"
    FROM devices d
    JOIN device_state s ON s.device_id = d.id
    JOIN units u ON u.id = d.unit_id
    LEFT JOIN people p ON p.id = d.person_id
    WHERE d.id = ANY (${[...ids]}::uuid[])`;
}

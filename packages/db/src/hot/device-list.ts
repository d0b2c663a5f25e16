import type { SqlTx } from '../tenancy.ts';

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

/** Lists devices in an order: which ones is found out by one function, past the limits of row-level security. */
export async function listDevices(
  tx: SqlTx,
  filter: DeviceListFilter,
  page: DeviceListPage,
): Promise<DeviceListResult> {
  const { rows } = await tx.query<DeviceListRow & { place: DevicePlace }>(LIST, searchOf(filter, page));
  const shown = rows.slice(0, page.limit).map(({ place, ...row }) => ({ place, row }));
  const next = rows.length > page.limit ? shown.at(-1)?.place : undefined;
  return { rows: shown.map(({ row }) => row), ...(next && { next }) };
}

const LIST = `
  SELECT d.id, d.state, s.verdict, s.verdict_since AS "verdictSince", d.vendor, d.manufacturer, d.brand, d.model,
         d.os_name AS "osName", d.os_version AS "osVersion", d.os_build AS "osBuild", d.serial_number AS "serialNumber", d.imei,
         d.ownership, d.unit_id AS "unitId", u.name AS "unitName", d.person_id AS "personId", p.name AS "personName",
         d.groups, d.tags, d.enrolled_at AS "enrolledAt", s.last_received_at AS "lastReceivedAt",
         (SELECT count(*)::int FROM findings f WHERE f.device_id = d.id AND f.status IN ('open', 'in-grace')) AS "openFindings",
         json_build_object('stretch', l.stretch, 'key', l.key, 'id', l.id) AS place
  FROM search_devices($1::jsonb, $2::uuid[], $3, $4::int, $5, $6::uuid, $7::int) WITH ORDINALITY AS l (id, stretch, key, n)
  JOIN devices d ON d.id = l.id
  JOIN device_state s ON s.device_id = d.id
  JOIN units u ON u.id = d.unit_id
  LEFT JOIN people p ON p.id = d.person_id
  ORDER BY l.n`;

/** As {@link listDevices}, the ids alone. */
export async function listDevicePlaces(
  tx: SqlTx,
  filter: DeviceListFilter,
  page: DeviceListPage,
): Promise<{ places: DevicePlace[]; next?: DevicePlace }> {
  const { rows } = await tx.query<DevicePlace>(
    'SELECT id, stretch, key FROM search_devices($1::jsonb, $2::uuid[], $3, $4::int, $5, $6::uuid, $7::int)',
    searchOf(filter, page),
  );
  const places = rows.slice(0, page.limit);
  const last = places.at(-1);
  return rows.length > page.limit && last ? { places, next: last } : { places };
}

/** How many devices fit. */
export async function countDevices(tx: SqlTx, filter: DeviceListFilter): Promise<number> {
  const { rows } = await tx.query<{ count: number }>('SELECT count_devices($1::jsonb, $2::uuid[]) AS count', [
    asked(filter),
    filter.unitIds ?? null,
  ]);
  return rows[0]?.count ?? 0;
}

/** One more than the page: whether there are more. */
function searchOf(filter: DeviceListFilter, { sort, after, limit }: DeviceListPage): unknown[] {
  const { stretch = null, key = null, id = null } = after ?? {};
  return [asked(filter), filter.unitIds ?? null, sort, stretch, key, id, limit + 1];
}

function asked({ organisationId: _own, unitIds: _units, ...rest }: DeviceListFilter): string {
  return JSON.stringify(rest);
}

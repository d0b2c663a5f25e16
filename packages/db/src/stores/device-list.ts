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
  /** ISO date: with `destination` or `network`, on that day or later. */
  since?: string;
  after?: string;
  limit: number;
}

/** Up to `limit` devices, and where to go on if there may be more. */
export interface DeviceListResult {
  rows: DeviceListRow[];
  /** Id to go on after; absent: that was all. */
  next?: string;
}

/** Lists devices in order of their ids: which ones is found out by one function, past the limits of row-level security. */
export async function listDevices(tx: Tx, filter: DeviceListFilter): Promise<DeviceListResult> {
  const { organisationId: _own, unitIds, after, limit, ...asked } = filter;
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM search_devices(${JSON.stringify(asked)}::jsonb, ${unitIds ? [...unitIds] : null}::uuid[], ${after ?? null}::uuid,
      ${limit + 1}::int)`;
  const ids = found.slice(0, limit).map((row) => row.id);
  const rows = ids.length > 0 ? await selectDevices(tx, ids) : [];
  return found.length > limit ? { rows, next: ids.at(-1) } : { rows };
}

function selectDevices(tx: Tx, ids: readonly string[]): Promise<DeviceListRow[]> {
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
    WHERE d.id = ANY (${[...ids]}::uuid[])
    ORDER BY d.id`;
}

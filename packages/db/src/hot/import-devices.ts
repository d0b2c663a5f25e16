import { deviceSearchText } from '../stores/device-search-text.ts';
import type { SqlTx } from '../tenancy.ts';
import { partsOf } from './import-people.ts';

/** A device as an import needs it. */
export interface ImportedDevice {
  id: string;
  state: string;
  unitId: string;
  personId: string | null;
  personName: string | null;
  ownership: string;
  groups: string[];
  tags: string[];
  manufacturer: string;
  brand: string | null;
  model: string;
  product: string | null;
  serialNumber: string | null;
  imei: string[];
  /** `imei:…` and `serial:…`: what names it, unless it is retired. */
  identifiers: string[];
}

/** What names devices. */
export interface DeviceNames {
  ids: readonly string[];
  imeis: readonly string[];
  serialNumbers: readonly string[];
}

/**
 * Devices that have one of these names; by IMEI and serial number those that are not retired.
 *
 * @param isHeld locks their state first, in order of id as the worker does: nothing of them changes until the transaction ends
 */
export async function readDevicesByName(
  tx: SqlTx,
  organisationId: string,
  names: DeviceNames,
  isHeld: boolean,
): Promise<ImportedDevice[]> {
  const { rows: found } = await tx.query<{ id: string }>(
    `SELECT id FROM devices WHERE organisation_id = $1 AND id = ANY ($2::uuid[])
     UNION SELECT device_id FROM device_identifiers WHERE organisation_id = $1 AND kind = 'imei' AND value = ANY ($3::text[])
     UNION SELECT device_id FROM device_identifiers WHERE organisation_id = $1 AND kind = 'serial' AND value = ANY ($4::text[])`,
    [organisationId, names.ids, names.imeis, names.serialNumbers],
  );
  const ids = found.map((row) => row.id);
  if (isHeld)
    await tx.query('SELECT FROM device_state WHERE device_id = ANY ($1::uuid[]) ORDER BY device_id FOR UPDATE', [ids]);
  const { rows } = await tx.query<ImportedDevice>(
    `SELECT d.id, d.state, d.unit_id AS "unitId", d.person_id AS "personId", p.name AS "personName", d.ownership, d.groups,
            d.tags, d.manufacturer, d.brand, d.model, d.product, d.serial_number AS "serialNumber", d.imei,
            ARRAY(SELECT i.kind || ':' || i.value FROM device_identifiers i WHERE i.device_id = d.id) AS identifiers
     FROM devices d LEFT JOIN people p ON p.id = d.person_id WHERE d.id = ANY ($1::uuid[])`,
    [ids],
  );
  return rows;
}

/** What becomes of a device: all of it, changed or not. */
export interface DeviceImport {
  device: ImportedDevice;
  unitId: string;
  personId: string | null;
  holderName: string | null;
  ownership: string;
  groups: string[];
  tags: string[];
  isScopeChanged: boolean;
  isRejudged: boolean;
}

/** Changes devices; with what decides which policies apply, or who is told, they are judged again at once. */
export async function updateDevices(tx: SqlTx, changes: readonly DeviceImport[], now: Date): Promise<void> {
  for (const part of partsOf(changes)) {
    const rows = part.map(({ device, holderName, ...change }) => ({
      ...change,
      id: device.id,
      searchText: deviceSearchText(device, holderName),
    }));
    const json = JSON.stringify(rows);
    await tx.query(
      `UPDATE device_state s SET unit_id = c."unitId",
              next_change_at = CASE WHEN c."isRejudged" AND s.device_state = 'active' THEN $2 ELSE s.next_change_at END
       FROM jsonb_to_recordset($1::jsonb) AS c (id uuid, "unitId" uuid, "isRejudged" boolean)
       WHERE s.device_id = c.id AND (c."isRejudged" OR s.unit_id <> c."unitId")`,
      [json, now],
    );
    await tx.query(
      `UPDATE devices d SET unit_id = c."unitId", person_id = c."personId", ownership = c.ownership, groups = c.groups,
              tags = c.tags, search_text = c."searchText",
              scope_changed_at = CASE WHEN c."isScopeChanged" THEN $2 ELSE d.scope_changed_at END
       FROM jsonb_to_recordset($1::jsonb) AS c (id uuid, "unitId" uuid, "personId" uuid, ownership text, groups text[],
            tags text[], "searchText" text, "isScopeChanged" boolean)
       WHERE d.id = c.id`,
      [json, now],
    );
  }
}

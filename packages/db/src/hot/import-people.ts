import { deviceSearchText, type SearchedDevice } from '../stores/device-search-text.ts';
import type { PersonRow } from '../stores/people.ts';
import type { UnitRow } from '../stores/units.ts';
import type { SqlTx } from '../tenancy.ts';

/** People by the thousand: each of these is a few statements whatever the number. */

const ROWS_PER_STATEMENT = 5_000;

const PERSON = `id, unit_id AS "unitId", name, service_number AS "serviceNumber", email, locale, sponsor_id AS "sponsorId",
  is_minor AS "isMinor", sponsor_informed AS "sponsorInformed", created_at AS "createdAt", erased_at AS "erasedAt"`;

/**
 * Lets one import at a time into an organisation, until the transaction ends.
 *
 * @returns false if another one is at work
 */
export async function holdImports(tx: SqlTx, organisationId: string): Promise<boolean> {
  const { rows } = await tx.query<{ held: boolean }>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('import ' || $1, 0)) AS held`,
    [organisationId],
  );
  return rows[0]?.held ?? false;
}

/** All units of an organisation: files name them by key, name or path. */
export async function listUnitsForImport(tx: SqlTx, organisationId: string): Promise<UnitRow[]> {
  const { rows } = await tx.query<UnitRow>(
    `SELECT id, key, name, parent_id AS "parentId", path, created_at AS "createdAt" FROM units WHERE organisation_id = $1`,
    [organisationId],
  );
  return rows;
}

/**
 * Everybody not erased who has one of these service numbers or e-mail addresses, with their dependants and sponsors.
 *
 * @param isHeld nobody of them is changed or erased until the transaction ends
 */
export async function readPeopleByName(
  tx: SqlTx,
  names: { serviceNumbers: readonly string[]; emails: readonly string[] },
  isHeld: boolean,
): Promise<PersonRow[]> {
  const lock = isHeld ? 'ORDER BY id FOR UPDATE' : '';
  const { rows: named } = await tx.query<PersonRow>(
    `SELECT ${PERSON} FROM people
     WHERE erased_at IS NULL AND (service_number = ANY ($1::text[]) OR email = ANY ($2::text[])) ${lock}`,
    [names.serviceNumbers, names.emails],
  );
  const { rows: kin } = await tx.query<PersonRow>(
    `SELECT ${PERSON} FROM people
     WHERE erased_at IS NULL AND (sponsor_id = ANY ($1::uuid[]) OR id = ANY ($2::uuid[])) ${lock}`,
    [named.map((person) => person.id), named.map((person) => person.sponsorId)],
  );
  return [...new Map([...named, ...kin].map((person) => [person.id, person])).values()];
}

export type ImportedPerson = Omit<PersonRow, 'erasedAt'>;

/** Adds people. A sponsor may be of the same call. @throws a unique violation (23505) if a service number was taken meanwhile */
export async function insertPeople(
  tx: SqlTx,
  organisationId: string,
  people: readonly ImportedPerson[],
): Promise<void> {
  // Sponsors first: their dependants refer to them.
  const sponsors = people.filter((person) => person.sponsorId === null);
  const dependants = people.filter((person) => person.sponsorId !== null);
  for (const part of [...partsOf(sponsors), ...partsOf(dependants)]) {
    await tx.query(
      `INSERT INTO people (organisation_id, id, unit_id, name, service_number, email, locale, sponsor_id, is_minor,
                           sponsor_informed, created_at)
       SELECT $1, id, "unitId", name, "serviceNumber", email, locale, "sponsorId", "isMinor", "sponsorInformed", "createdAt"
       FROM jsonb_to_recordset($2::jsonb) AS p (${COLUMNS}, "createdAt" timestamptz)`,
      [organisationId, JSON.stringify(part)],
    );
  }
}

/** Changes people; new names are found by the search of devices, too. */
export async function updatePeople(
  tx: SqlTx,
  organisationId: string,
  people: readonly Omit<ImportedPerson, 'createdAt'>[],
): Promise<void> {
  for (const part of partsOf(people)) {
    await tx.query(
      `UPDATE people SET unit_id = p."unitId", name = p.name, service_number = p."serviceNumber", email = p.email,
                         locale = p.locale, sponsor_id = p."sponsorId", is_minor = p."isMinor",
                         sponsor_informed = p."sponsorInformed"
       FROM jsonb_to_recordset($2::jsonb) AS p (${COLUMNS})
       WHERE people.organisation_id = $1 AND people.id = p.id`,
      [organisationId, JSON.stringify(part)],
    );
  }
}

/** Writes anew what the search looks through, for the devices of people whose names changed. */
export async function rewriteHoldersInSearch(tx: SqlTx, personIds: readonly string[]): Promise<void> {
  const { rows } = await tx.query<SearchedDevice & { id: string; holderName: string }>(
    `SELECT d.id, d.manufacturer, d.brand, d.model, d.product, d.serial_number AS "serialNumber", d.imei, p.name AS "holderName"
     FROM devices d JOIN people p ON p.id = d.person_id WHERE d.person_id = ANY ($1::uuid[])`,
    [personIds],
  );
  for (const part of partsOf(rows)) {
    await tx.query(
      `UPDATE devices SET search_text = n.text FROM unnest($1::uuid[], $2::text[]) AS n (id, text) WHERE devices.id = n.id`,
      [part.map((device) => device.id), part.map((device) => deviceSearchText(device, device.holderName))],
    );
  }
}

const COLUMNS = `id uuid, "unitId" uuid, name text, "serviceNumber" text, email text, locale text, "sponsorId" uuid,
  "isMinor" boolean, "sponsorInformed" boolean`;

/** Parts of a list, each as large as one statement takes. */
export function partsOf<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += ROWS_PER_STATEMENT)
    parts.push(items.slice(from, from + ROWS_PER_STATEMENT));
  return parts;
}

import type { SqlTx } from '../tenancy.ts';
import { together } from '../together.ts';

/** What was last taken into the inventory of a device. */
export interface InventoryMark {
  deviceId: string;
  appsDigest: Buffer | null;
  /** ISO date that `seen` is of. */
  seenOn: string | null;
  seen: Buffer | null;
  /** Of what the device showed (`Outline`); null: it is not known, so that whatever changes concerns the device. */
  outline: Buffer | null;
}

/** An app on a device. */
export interface InventoryApp {
  id: string;
  package: string;
  signers: readonly string[];
  version: string | null;
}

/** A destination that a device spoke to. */
export interface InventoryDestination {
  id: string;
  host: string;
  country: string | null;
  /** Absent: not observed. */
  address?: string;
  /** Bits in the order of DataCategory. */
  categories: number;
  /** ISO date. */
  seenOn: string;
}

/** What changes in the inventory of one device, its state being locked. */
export interface InventoryChange {
  mark: InventoryMark;
  /** All it has, each package once; absent: as before. */
  apps?: readonly InventoryApp[];
  /** Those to be noted, each (id, address) once; those before stay. */
  destinations: readonly InventoryDestination[];
  /** The organisation collects no connections any more: those before go. */
  forgetsDestinations: boolean;
}

/** Most destinations kept of one device: beyond, further ones are not noted. */
const MAX_DESTINATIONS = 10_000;
/** A destination without an address has this one, which lies in no network that can be asked for. */
const NO_ADDRESS = '0.0.0.0/0';

/** Reads what was last taken in of these devices. */
export async function readInventoryMarks(tx: SqlTx, deviceIds: readonly string[]): Promise<Map<string, InventoryMark>> {
  const { rows } = await tx.query<InventoryMark>(
    `SELECT device_id AS "deviceId", apps_digest AS "appsDigest", to_char(seen_on, 'YYYY-MM-DD') AS "seenOn", seen, outline
     FROM device_inventory WHERE device_id = ANY ($1::uuid[])`,
    [deviceIds],
  );
  return new Map(rows.map((row) => [row.deviceId, row]));
}

/** Writes what changed, with one statement a table whatever the number of devices. Counts follow by trigger. */
export async function writeInventory(
  tx: SqlTx,
  organisationId: string,
  changes: readonly InventoryChange[],
  today: string,
): Promise<void> {
  if (changes.length === 0) return;
  await together([
    writeApps(tx, organisationId, changes, today),
    writeDestinations(tx, organisationId, changes),
    writeMarks(tx, organisationId, changes),
  ]);
}

async function writeMarks(tx: SqlTx, organisationId: string, changes: readonly InventoryChange[]): Promise<void> {
  await tx.query(
    `INSERT INTO device_inventory AS i (device_id, organisation_id, apps_digest, seen_on, seen, outline)
     SELECT v.device_id, $1, v.apps_digest, v.seen_on, v.seen, v.outline
     FROM unnest($2::uuid[], $3::bytea[], $4::date[], $5::bytea[], $6::bytea[]) AS v (device_id, apps_digest, seen_on, seen, outline)
     ON CONFLICT (device_id) DO UPDATE
       SET apps_digest = excluded.apps_digest, seen_on = excluded.seen_on, seen = excluded.seen, outline = excluded.outline`,
    [
      organisationId,
      changes.map(({ mark }) => mark.deviceId),
      changes.map(({ mark }) => mark.appsDigest),
      changes.map(({ mark }) => mark.seenOn),
      changes.map(({ mark }) => mark.seen),
      changes.map(({ mark }) => mark.outline),
    ],
  );
}

/** Nearly all apps of a device stay when some change: what it had is read, and only the difference written. */
async function writeApps(
  tx: SqlTx,
  organisationId: string,
  changes: readonly InventoryChange[],
  today: string,
): Promise<void> {
  const changed = changes.filter((change) => change.apps !== undefined);
  if (changed.length === 0) return;
  const before = await readAppIds(
    tx,
    changed.map(({ mark }) => mark.deviceId),
  );
  const gone: Pair[] = [];
  const fresh: (Pair & { app: InventoryApp })[] = [];
  for (const { mark, apps = [] } of changed) {
    const { deviceId } = mark;
    const left = new Set(before.get(deviceId));
    for (const app of apps) if (!left.delete(app.id)) fresh.push({ deviceId, appId: app.id, app });
    for (const appId of left) gone.push({ deviceId, appId });
  }
  await together([removeApps(tx, gone), addApps(tx, organisationId, fresh, today)]);
}

async function removeApps(tx: SqlTx, gone: readonly Pair[]): Promise<void> {
  if (gone.length === 0) return;
  await tx.query(
    `DELETE FROM device_apps a USING unnest($1::uuid[], $2::uuid[]) AS v (device_id, app_id)
     WHERE a.device_id = v.device_id AND a.app_id = v.app_id`,
    columnsOf(gone),
  );
}

interface Pair {
  deviceId: string;
  appId: string;
}

function columnsOf(pairs: readonly Pair[]): [string[], string[]] {
  return [pairs.map(({ deviceId }) => deviceId), pairs.map(({ appId }) => appId)];
}

async function readAppIds(tx: SqlTx, deviceIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await tx.query<{ deviceId: string; apps: string }>(
    `SELECT device_id AS "deviceId", string_agg(app_id::text, ' ') AS apps FROM device_apps WHERE device_id = ANY ($1::uuid[]) GROUP BY 1`,
    [deviceIds],
  );
  return new Map(rows.map(({ deviceId, apps }) => [deviceId, apps.split(' ')]));
}

async function addApps(
  tx: SqlTx,
  organisationId: string,
  fresh: readonly (Pair & { app: InventoryApp })[],
  today: string,
): Promise<void> {
  if (fresh.length === 0) return;
  const named = distinctById(fresh.map(({ app }) => app));
  // In the order of their ids, so that two batches that bring the same ones cannot wait for each other.
  const names = tx.query(
    `INSERT INTO fleet_apps (organisation_id, id, package, signers, version)
     SELECT $1, v.id, v.package, ARRAY(SELECT jsonb_array_elements_text(v.signers)), v.version
     FROM unnest($2::uuid[], $3::text[], $4::jsonb[], $5::text[]) AS v (id, package, signers, version)
     ORDER BY v.id ON CONFLICT DO NOTHING`,
    [
      organisationId,
      named.map((app) => app.id),
      named.map((app) => app.package),
      named.map((app) => JSON.stringify(app.signers)),
      named.map((app) => app.version),
    ],
  );
  const apps = tx.query(
    `INSERT INTO device_apps (device_id, app_id, organisation_id, first_seen)
     SELECT v.device_id, v.app_id, $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS v (device_id, app_id) ON CONFLICT DO NOTHING`,
    [...columnsOf(fresh), organisationId, today],
  );
  await together([names, apps]);
}

async function writeDestinations(
  tx: SqlTx,
  organisationId: string,
  changes: readonly InventoryChange[],
): Promise<void> {
  const forgetting = changes.filter((change) => change.forgetsDestinations).map(({ mark }) => mark.deviceId);
  await together([forgetDestinations(tx, forgetting), addDestinations(tx, organisationId, changes)]);
}

async function forgetDestinations(tx: SqlTx, deviceIds: readonly string[]): Promise<void> {
  if (deviceIds.length === 0) return;
  await tx.query('DELETE FROM device_destinations WHERE device_id = ANY ($1::uuid[])', [deviceIds]);
}

async function addDestinations(tx: SqlTx, organisationId: string, changes: readonly InventoryChange[]): Promise<void> {
  const rows = changes.flatMap(({ mark, destinations }) =>
    destinations.map((destination) => ({ deviceId: mark.deviceId, destination })),
  );
  if (rows.length === 0) return;
  const named = distinctById(rows.map(({ destination }) => destination));
  const names = tx.query(
    `INSERT INTO fleet_destinations (organisation_id, id, host, country)
     SELECT $1, v.* FROM unnest($2::uuid[], $3::text[], $4::text[]) AS v (id, host, country)
     WHERE NOT EXISTS (SELECT FROM fleet_destinations f WHERE f.organisation_id = $1 AND f.id = v.id)
     ORDER BY v.id ON CONFLICT DO NOTHING`,
    [organisationId, named.map((d) => d.id), named.map((d) => d.host), named.map((d) => d.country)],
  );
  const sightings = tx.query(UPSERT_DESTINATIONS, [
    organisationId,
    rows.map((row) => row.deviceId),
    rows.map((row) => row.destination.id),
    rows.map((row) => row.destination.address ?? NO_ADDRESS),
    rows.map((row) => row.destination.categories),
    rows.map((row) => row.destination.seenOn),
    MAX_DESTINATIONS,
  ]);
  await together([names, sightings]);
}

// The first address of a destination counts the device; of a full device only what it has already is noted.
const UPSERT_DESTINATIONS = `
  WITH v AS MATERIALIZED (
    SELECT n.*, row_number() OVER (PARTITION BY device_id, destination_id ORDER BY address) = 1 AS is_first
    FROM unnest($2::uuid[], $3::uuid[], $4::inet[], $5::int[], $6::date[]) AS n (device_id, destination_id, address, categories, seen_on)
  ), full_device AS MATERIALIZED (
    SELECT d.device_id FROM device_destinations d WHERE d.device_id = ANY ($2::uuid[]) GROUP BY d.device_id HAVING count(*) >= $7
  )
  INSERT INTO device_destinations AS d (device_id, destination_id, address, organisation_id, categories, is_counted, first_seen, last_seen)
  SELECT v.device_id, v.destination_id, v.address, $1, v.categories,
         v.is_first AND NOT EXISTS (SELECT FROM device_destinations o WHERE o.device_id = v.device_id AND o.destination_id = v.destination_id),
         v.seen_on, v.seen_on
  FROM v WHERE v.device_id NOT IN (SELECT device_id FROM full_device)
     OR EXISTS (SELECT FROM device_destinations o WHERE (o.device_id, o.destination_id, o.address) = (v.device_id, v.destination_id, v.address))
  ON CONFLICT (device_id, destination_id, address) DO UPDATE
    SET last_seen = greatest(d.last_seen, excluded.last_seen), first_seen = least(d.first_seen, excluded.first_seen),
        categories = d.categories | excluded.categories
    WHERE d.last_seen < excluded.last_seen OR d.first_seen > excluded.first_seen OR (d.categories | excluded.categories) <> d.categories`;

function distinctById<T extends { id: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

import { escapeLike } from '../stores/like.ts';
import type { SqlTx } from '../tenancy.ts';
import { WHOLE_ORGANISATION } from './fleet-counts.ts';

/** Units to look in; `undefined`: the whole organisation. */
type Units = readonly string[] | undefined;

/** A package with the number of devices that have it. */
export interface PackageRow {
  package: string;
  devices: number;
}

export interface PackageFilter {
  organisationId: string;
  unitIds: Units;
  /** Part of the package name. */
  text?: string;
  /** Of the page before: its last package, and how many devices had it. */
  after?: { devices: number; key: string };
  limit: number;
}

/** Packages by the number of devices, most first. */
export async function listPackages(tx: SqlTx, filter: PackageFilter): Promise<PackageRow[]> {
  const { rows } = await tx.query<PackageRow>(
    `SELECT * FROM (
       SELECT c.item AS package, sum(c.devices)::int AS devices FROM fleet_counts c
       WHERE c.organisation_id = $1 AND c.kind = 'package' AND c.unit_id = ANY ($2::uuid[]) AND ($3::text IS NULL OR c.item ILIKE $3)
       GROUP BY 1) p
     WHERE p.devices > 0 AND ($4::int IS NULL OR p.devices < $4 OR (p.devices = $4 AND p.package > $5))
     ORDER BY p.devices DESC, p.package LIMIT $6`,
    [
      filter.organisationId,
      filter.unitIds ?? [WHOLE_ORGANISATION],
      pattern(filter.text),
      filter.after?.devices ?? null,
      filter.after?.key ?? null,
      filter.limit,
    ],
  );
  return rows;
}

/** One signer set and version of a package. */
export interface AppVariantRow {
  package: string;
  signers: string[];
  version: string | null;
  devices: number;
}

/** Signers and versions of these packages, most devices first. */
export async function listAppVariants(
  tx: SqlTx,
  organisationId: string,
  unitIds: Units,
  packages: readonly string[],
): Promise<AppVariantRow[]> {
  if (packages.length === 0) return [];
  const { rows } = await tx.query<AppVariantRow>(
    `SELECT a.package, a.signers, a.version, sum(c.devices)::int AS devices
     FROM fleet_apps a JOIN fleet_counts c ON c.organisation_id = a.organisation_id AND c.kind = 'app' AND c.item = a.id::text
     WHERE a.organisation_id = $1 AND a.package = ANY ($3::text[]) AND c.unit_id = ANY ($2::uuid[])
     GROUP BY 1, 2, 3 HAVING sum(c.devices) > 0 ORDER BY 4 DESC, 1, 3 LIMIT 20000`,
    [organisationId, unitIds ?? [WHOLE_ORGANISATION], packages],
  );
  return rows;
}

/** A destination with what is known of it among the devices asked for. */
export interface DestinationRow {
  id: string;
  host: string;
  country: string | null;
  categories: number;
  devices: number;
  /** ISO dates. */
  firstSeen: string;
  lastSeen: string;
}

export interface DestinationFilter {
  organisationId: string;
  unitIds: Units;
  /** Part of the host name or address. */
  text?: string;
  country?: string;
  /** IPv4 or IPv6 network in CIDR notation: only what was seen at an address within it counts. */
  network?: string;
  /** ISO date: last seen on that day or later. */
  since?: string;
  after?: { devices: number; key: string };
  limit: number;
}

const DAYS = `to_char(x.first_seen, 'YYYY-MM-DD') AS "firstSeen", to_char(x.last_seen, 'YYYY-MM-DD') AS "lastSeen"`;

// Of the whole organisation, in the order of the index: what is asked for is mostly near its beginning.
const OF_ORGANISATION = `
  SELECT c.item, c.item::uuid AS id, c.devices, c.categories, c.first_seen, c.last_seen FROM fleet_counts c
  WHERE c.organisation_id = $1 AND c.kind = 'destination' AND c.unit_id = ($2::uuid[])[1] AND c.devices > 0`;

const OF_UNITS = `
  SELECT c.item, c.item::uuid AS id, sum(c.devices)::int AS devices, bit_or(c.categories) AS categories, min(c.first_seen) AS first_seen,
         max(c.last_seen) AS last_seen
  FROM fleet_counts c WHERE c.organisation_id = $1 AND c.kind = 'destination' AND c.unit_id = ANY ($2::uuid[])
  GROUP BY c.item HAVING sum(c.devices) > 0`;

// Of one network, from the devices themselves: the comparisons are such that the index serves them under row-level security.
const OF_NETWORK = `
  SELECT d.destination_id::text AS item, d.destination_id AS id, count(DISTINCT d.device_id)::int AS devices, bit_or(d.categories) AS categories,
         min(d.first_seen) AS first_seen, max(d.last_seen) AS last_seen
  FROM device_destinations d JOIN device_state s ON s.device_id = d.device_id
  WHERE d.organisation_id = $1 AND ($2::uuid[] = ARRAY['${WHOLE_ORGANISATION}'::uuid] OR s.unit_id = ANY ($2::uuid[]))
    AND d.address >= host($8::inet)::inet AND d.address <= host(broadcast($8::inet))::inet
    AND ($5::date IS NULL OR d.last_seen >= $5)
  GROUP BY d.destination_id`;

/** Destinations by the number of devices, most first. */
export async function listDestinations(tx: SqlTx, filter: DestinationFilter): Promise<DestinationRow[]> {
  const source = filter.network ? OF_NETWORK : filter.unitIds ? OF_UNITS : OF_ORGANISATION;
  const values = [
    filter.organisationId,
    filter.unitIds ?? [WHOLE_ORGANISATION],
    pattern(filter.text),
    filter.country ?? null,
    filter.since ?? null,
    filter.after?.devices ?? null,
    filter.after?.key ?? null,
  ];
  const { rows } = await tx.query<DestinationRow>(
    `SELECT x.id, f.host, f.country, x.categories, x.devices, ${DAYS}
     FROM (${source}) x JOIN fleet_destinations f ON f.organisation_id = $1 AND f.id = x.id
     WHERE ($3::text IS NULL OR f.host ILIKE $3) AND ($4::text IS NULL OR f.country = $4) AND ($5::date IS NULL OR x.last_seen >= $5)
       AND ($6::int IS NULL OR x.devices < $6 OR (x.devices = $6 AND x.item > $7))
     ORDER BY x.devices DESC, x.item LIMIT ${filter.limit}`,
    filter.network ? [...values, filter.network] : values,
  );
  return rows;
}

function pattern(text: string | undefined): string | null {
  return text === undefined ? null : `%${escapeLike(text)}%`;
}

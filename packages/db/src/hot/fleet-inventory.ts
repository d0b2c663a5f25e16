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

/** Destinations by the number of devices, most first. */
export async function listDestinations(tx: SqlTx, filter: DestinationFilter): Promise<DestinationRow[]> {
  const { organisationId: _own, unitIds, after, limit, ...asked } = filter;
  const { rows } = await tx.query<DestinationRow>(
    `SELECT id, host, country, categories, devices, to_char(first_seen, 'YYYY-MM-DD') AS "firstSeen",
            to_char(last_seen, 'YYYY-MM-DD') AS "lastSeen"
     FROM list_fleet_destinations($1, $2, $3)`,
    [JSON.stringify({ ...asked, ...after }), unitIds ?? null, limit],
  );
  return rows;
}

function pattern(text: string | undefined): string | null {
  return text === undefined ? null : `%${escapeLike(text)}%`;
}

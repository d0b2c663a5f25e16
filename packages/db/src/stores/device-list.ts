import { Prisma } from '../generated/client.ts';
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

/** Lists devices in order of their ids. */
export async function listDevices(tx: Tx, filter: DeviceListFilter): Promise<DeviceListResult> {
  if (filter.text !== undefined) return searchDevices(tx, filter, filter.text);
  const rows = await selectDevices(tx, filter, undefined, filter.limit + 1);
  return rows.length > filter.limit ? { rows: rows.slice(0, -1), next: rows.at(-2)?.id } : { rows };
}

const CANDIDATES = 1_000;
const MAX_ROUNDS = 10;

/**
 * The search function gives candidates by the index, in order; the other filters are applied to them. A search that most
 * candidates do not pass ends after {@link MAX_ROUNDS}, with a page that is short but not the last.
 */
async function searchDevices(tx: Tx, filter: DeviceListFilter, text: string): Promise<DeviceListResult> {
  const rows: DeviceListRow[] = [];
  let after = filter.after;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const ids = await findCandidates(tx, text, filter.unitIds, after);
    rows.push(...(await selectDevices(tx, filter, ids, filter.limit + 1 - rows.length)));
    if (rows.length > filter.limit) return { rows: rows.slice(0, filter.limit), next: rows.at(filter.limit - 1)?.id };
    if (ids.length < CANDIDATES) return { rows };
    after = ids.at(-1);
  }
  return { rows, next: after };
}

async function findCandidates(
  tx: Tx,
  text: string,
  unitIds: readonly string[] | undefined,
  after: string | undefined,
): Promise<string[]> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM search_devices(${text}, ${unitIds ? [...unitIds] : null}::uuid[], ${after ?? null}::uuid, ${CANDIDATES}::int)`;
  return found.map((row) => row.id);
}

function selectDevices(
  tx: Tx,
  filter: DeviceListFilter,
  ids: readonly string[] | undefined,
  limit: number,
): Promise<DeviceListRow[]> {
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
    WHERE ${Prisma.join(conditionsOf(filter, ids), ' AND ')}
    ORDER BY d.id LIMIT ${limit}::int`;
}

function conditionsOf(filter: DeviceListFilter, ids: readonly string[] | undefined): Prisma.Sql[] {
  const { unitIds } = filter;
  const present: [unknown, () => Prisma.Sql][] = [
    [ids, () => Prisma.sql`d.id = ANY (${[...(ids ?? [])]}::uuid[])`],
    [unitIds, () => Prisma.sql`d.unit_id = ANY (${[...(unitIds ?? [])]}::uuid[])`],
    [filter.after, () => Prisma.sql`d.id > ${filter.after}::uuid`],
    [filter.state, () => Prisma.sql`d.state = ${filter.state}`],
    [filter.verdict, () => Prisma.sql`s.verdict = ${filter.verdict}`],
    [filter.personId, () => Prisma.sql`d.person_id = ${filter.personId}::uuid`],
    [filter.vendor, () => Prisma.sql`d.vendor = ${filter.vendor}`],
    [filter.ownership, () => Prisma.sql`d.ownership = ${filter.ownership}`],
    [filter.tag, () => Prisma.sql`${filter.tag} = ANY (d.tags)`],
    [filter.group, () => Prisma.sql`${filter.group} = ANY (d.groups)`],
    [filter.model, () => Prisma.sql`lower(d.model) = lower(${filter.model})`],
    [filter.serialNumber, () => Prisma.sql`d.serial_number = ${filter.serialNumber}`],
    [filter.imei, () => Prisma.sql`${filter.imei} = ANY (d.imei)`],
    [filter.package, () => hasPackage(filter)],
    [filter.destination ?? filter.destinationId ?? filter.network, () => spokeTo(filter)],
  ];
  const organisation = Prisma.sql`d.organisation_id = ${filter.organisationId}::uuid`;
  return [organisation, ...present.filter(([value]) => value !== undefined).map(([, make]) => make())];
}

function hasPackage({ organisationId, package: name }: DeviceListFilter): Prisma.Sql {
  return Prisma.sql`d.id IN (SELECT a.device_id FROM device_apps a WHERE a.organisation_id = ${organisationId}::uuid
    AND a.app_id = ANY (ARRAY(SELECT f.id FROM fleet_apps f WHERE f.organisation_id = ${organisationId}::uuid AND f.package = ${name})))`;
}

/** One sighting must answer to all that is asked. The comparisons of addresses are such that an index serves them. */
function spokeTo({ organisationId, destination, destinationId, network, since }: DeviceListFilter): Prisma.Sql {
  const conditions = [Prisma.sql`t.organisation_id = ${organisationId}::uuid`];
  if (destinationId !== undefined) conditions.push(Prisma.sql`t.destination_id = ${destinationId}::uuid`);
  if (destination !== undefined) {
    conditions.push(Prisma.sql`t.destination_id = ANY (ARRAY(SELECT f.id FROM fleet_destinations f
      WHERE f.organisation_id = ${organisationId}::uuid AND f.host = ${destination}))`);
  }
  if (network !== undefined) {
    conditions.push(
      Prisma.sql`t.address >= host(${network}::inet)::inet AND t.address <= host(broadcast(${network}::inet))::inet`,
    );
  }
  if (since !== undefined) conditions.push(Prisma.sql`t.last_seen >= ${since}::date`);
  return Prisma.sql`d.id IN (SELECT t.device_id FROM device_destinations t WHERE ${Prisma.join(conditions, ' AND ')})`;
}

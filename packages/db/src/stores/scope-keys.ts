import type { Tx } from '../tenancy.ts';

/** Of these groups, those that no device carries; a retired one is in none. */
export async function listUnknownGroups(tx: Tx, organisationId: string, groups: readonly string[]): Promise<string[]> {
  if (groups.length === 0) return [];
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT g.name
    FROM devices d, unnest(d.groups) AS g (name)
    WHERE d.organisation_id = ${organisationId}::uuid AND d.state <> 'retired'
      AND d.groups <> '{}' AND d.groups && ${[...groups]}::text[] AND g.name = ANY(${[...groups]}::text[])`;
  const known = new Set(rows.map((row) => row.name));
  return groups.filter((group) => !known.has(group));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Of these ids, those that are no device's. Any text may be asked for. */
export async function listUnknownDeviceIds(tx: Tx, organisationId: string, ids: readonly string[]): Promise<string[]> {
  const possible = ids.filter((id) => UUID.test(id));
  if (possible.length === 0) return [...ids];
  const rows = await tx.device.findMany({ where: { organisationId, id: { in: possible } }, select: { id: true } });
  const known = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !known.has(id));
}

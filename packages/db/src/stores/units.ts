import { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** Node of an organisation's tree. */
export interface UnitRow {
  id: string;
  key: string;
  name: string;
  parentId: string | null;
  /** Ids from the root to this unit, itself included. */
  path: string[];
  createdAt: Date;
}

/** Units a caller may see; `undefined`: all of the organisation. */
export type UnitScope = readonly string[] | undefined;

const UNIT = { id: true, key: true, name: true, parentId: true, path: true, createdAt: true } as const;

export interface UnitListFilter {
  organisationId: string;
  scope: UnitScope;
  parentId?: string;
  key?: string;
  /** Id to go on after. */
  after?: string;
  limit: number;
}

/** Lists up to `limit` units in order of their ids. */
export function listUnits(tx: Tx, filter: UnitListFilter): Promise<UnitRow[]> {
  const { organisationId, scope, parentId, key, after, limit } = filter;
  return tx.unit.findMany({
    where: {
      organisationId,
      parentId,
      key,
      AND: [{ id: { gt: after } }, { id: scope ? { in: [...scope] } : undefined }],
    },
    orderBy: { id: 'asc' },
    take: limit,
    select: UNIT,
  });
}

/** One unit, if it is within the scope. */
export async function findUnit(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: UnitScope,
): Promise<UnitRow | undefined> {
  if (scope && !scope.includes(id)) return undefined;
  return (await tx.unit.findFirst({ where: { organisationId, id }, select: UNIT })) ?? undefined;
}

/** Ids of a unit and of all units below it, as far as they are within the scope. */
export async function listUnitIdsBelow(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: UnitScope,
): Promise<string[]> {
  const rows = await tx.unit.findMany({ where: { organisationId, path: { has: id } }, select: { id: true } });
  const inScope = scope && new Set(scope);
  return rows.map((row) => row.id).filter((unitId) => !inScope || inScope.has(unitId));
}

/** Of these keys, those that are no unit's. */
export async function listUnknownUnitKeys(tx: Tx, organisationId: string, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await tx.unit.findMany({ where: { organisationId, key: { in: [...keys] } }, select: { key: true } });
  const known = new Set(rows.map((row) => row.key));
  return keys.filter((key) => !known.has(key));
}

/** Waits until no unit is being moved, and lets none be moved until the transaction ends: paths read now stay right. */
export async function holdUnitTree(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${organisationId}, 0))`;
}

export interface NewUnit {
  organisationId: string;
  id: string;
  key: string;
  name: string;
  parent: Pick<UnitRow, 'id' | 'path'>;
  now: Date;
}

/** @returns `undefined` if another unit has the key */
export async function insertUnit(tx: Tx, input: NewUnit): Promise<UnitRow | undefined> {
  const { organisationId, id, key, name, parent, now } = input;
  const data = { organisationId, id, key, name, parentId: parent.id, path: [...parent.path, id], createdAt: now };
  const { count } = await tx.unit.createMany({ data: [data], skipDuplicates: true });
  return count === 0 ? undefined : tx.unit.findUniqueOrThrow({ where: { id }, select: UNIT });
}

/** Whether a unit other than `exceptId` has this key. */
export async function isUnitKeyTaken(tx: Tx, organisationId: string, key: string, exceptId: string): Promise<boolean> {
  const found = await tx.unit.findFirst({
    where: { organisationId, key, NOT: { id: exceptId } },
    select: { id: true },
  });
  return found !== null;
}

/** Changes name or key. */
export function updateUnit(tx: Tx, id: string, data: { name?: string; key?: string }): Promise<UnitRow> {
  return tx.unit.update({ where: { id }, data, select: UNIT });
}

/**
 * Puts a unit, with all below it, under another parent; every path below follows.
 * INVARIANT: called under the organisation's exclusive lock (`raiseEpoch`), so that two moves cannot make a cycle.
 */
export async function moveUnit(
  tx: Tx,
  organisationId: string,
  id: string,
  parent: Pick<UnitRow, 'id' | 'path'>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE units SET path = ${parent.path}::uuid[] || path[array_position(path, ${id}::uuid):],
                     parent_id = CASE WHEN id = ${id}::uuid THEN ${parent.id}::uuid ELSE parent_id END
    WHERE organisation_id = ${organisationId}::uuid AND ${id}::uuid = ANY (path)`;
}

/** Length of the longest path that goes through a unit. */
export async function findDepthBelow(tx: Tx, organisationId: string, id: string): Promise<number> {
  const rows = await tx.$queryRaw<{ depth: number }[]>`
    SELECT coalesce(max(cardinality(path) - array_position(path, ${id}::uuid) + 1), 0)::int AS depth
    FROM units WHERE organisation_id = ${organisationId}::uuid AND ${id}::uuid = ANY (path)`;
  return rows[0]?.depth ?? 0;
}

/** Notes for the devices of these units that what applies to them changed at `now`. */
export async function markUnitScopeChanged(
  tx: Tx,
  organisationId: string,
  unitIds: readonly string[],
  now: Date,
): Promise<void> {
  await tx.device.updateMany({
    where: { organisationId, unitId: { in: [...unitIds] }, state: { not: 'retired' } },
    data: { scopeChangedAt: now },
  });
}

/**
 * Deletes a unit to which nothing refers.
 *
 * @returns whether it is gone; `false`: something refers to it, and the transaction can only be rolled back
 */
export async function deleteUnit(tx: Tx, id: string): Promise<boolean> {
  try {
    await tx.unit.delete({ where: { id } });
    return true;
  } catch (error) {
    // P2003: a foreign key still points here.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003') return false;
    throw error;
  }
}

import {
  AppError,
  idAfter,
  type Page,
  toPage,
  type Unit,
  type UnitCreate,
  type UnitListQuery,
  type UnitPatch,
} from '@cordon/contract';
import {
  appendAuditEvent,
  deleteUnit,
  findDepthBelow,
  findUnit,
  holdUnitTree,
  insertUnit,
  isUnitKeyTaken,
  listUnitIdsBelow,
  listUnits,
  markUnitScopeChanged,
  moveUnit,
  raiseEpoch,
  type Tx,
  type UnitRow,
  updateUnit,
  withOrganisation,
} from '@cordon/db';
import { newId } from '@cordon/runtime';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { type ChangedMembers, changedMembers } from '../../resources/changes.ts';
import { iso } from '../../resources/instants.ts';
import { invalid, notFound, unknownReference } from '../../resources/refusals.ts';

export type UnitDeps = Pick<Deps, 'database' | 'clock'>;

/** Most units on the way from the root to a unit. */
const MAX_DEPTH = 32;

/** Units that the caller may read. */
export async function findUnits(deps: UnitDeps, operator: Operator, query: UnitListQuery): Promise<Page<Unit>> {
  const { organisationId } = operator;
  const { limit, cursor, ...filter } = query;
  const scope = operator.unitScope('units:read');
  const rows = await withOrganisation(deps.database, organisationId, (tx) =>
    listUnits(tx, { organisationId, scope, ...filter, after: idAfter(cursor), limit: limit + 1 }),
  );
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map(toUnit) };
}

/** @throws AppError `not-found` */
export async function showUnit(deps: UnitDeps, operator: Operator, id: string): Promise<Unit> {
  const { organisationId } = operator;
  const unit = await withOrganisation(deps.database, organisationId, (tx) =>
    findUnit(tx, organisationId, id, operator.unitScope('units:read')),
  );
  if (!unit) throw notFound('unit');
  return toUnit(unit);
}

/** @throws AppError `validation` for a parent out of reach, `conflict` if the key is taken */
export async function createUnit(deps: UnitDeps, operator: Operator, input: UnitCreate): Promise<Unit> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    await holdUnitTree(tx, organisationId);
    const parent = await findUnit(tx, organisationId, input.parentId, operator.unitScope('units:write'));
    if (!parent) throw unknownReference('/parentId', 'unit');
    assertDepth(parent.path.length + 1);
    const { key, name } = input;
    const unit = await insertUnit(tx, { organisationId, id: newId(now), key, name, parent, now });
    if (!unit) throw keyTaken();
    await audit(tx, operator, 'unit.created', unit.id, now, { after: { key, name, parentId: parent.id } });
    return toUnit(unit);
  });
}

/**
 * Renames or moves a unit. A new key or place changes which policies apply to its devices: all are judged again.
 *
 * @throws AppError `not-found`, `validation` for a parent out of reach or below itself, `conflict` if the key is taken
 */
export async function changeUnit(deps: UnitDeps, operator: Operator, id: string, patch: UnitPatch): Promise<Unit> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    // The lock comes first: what is read below stays true until the commit.
    if (patch.key !== undefined || patch.parentId !== undefined) await holdAsWriter(tx, operator, id, patch, now);
    const before = await mustFind(tx, operator, id);
    const changed = changedMembers(before, patch);
    if (!changed) return toUnit(before);
    const { parentId, ...names } = changed.after as UnitPatch;
    if (names.key !== undefined && (await isUnitKeyTaken(tx, organisationId, names.key, id))) throw keyTaken();
    if (parentId !== undefined) await move(tx, operator, before, parentId);
    const after = await updateUnit(tx, id, names);
    await noteScope(tx, organisationId, id, changed, now);
    await audit(tx, operator, 'unit.changed', id, now, { ...changed });
    return toUnit(after);
  });
}

/** Raising the epoch takes the organisation's lock; it is done only if the unit is the caller's and something changes. */
async function holdAsWriter(tx: Tx, operator: Operator, id: string, patch: UnitPatch, now: Date): Promise<void> {
  const { key, parentId } = patch;
  const unit = await mustFind(tx, operator, id);
  if (changedMembers(unit, { key, parentId })) await raiseEpoch(tx, operator.organisationId, now);
}

async function move(tx: Tx, operator: Operator, unit: UnitRow, parentId: string): Promise<void> {
  const { organisationId } = operator;
  if (unit.parentId === null) throw invalid('/parentId', 'The root unit stays where it is.');
  const parent = await findUnit(tx, organisationId, parentId, operator.unitScope('units:write'));
  if (!parent) throw unknownReference('/parentId', 'unit');
  if (parent.path.includes(unit.id)) throw invalid('/parentId', 'A unit cannot be moved below itself.');
  assertDepth(parent.path.length + (await findDepthBelow(tx, organisationId, unit.id)));
  await moveUnit(tx, organisationId, unit.id, parent);
}

async function noteScope(tx: Tx, organisationId: string, id: string, changed: ChangedMembers, now: Date) {
  if (!('key' in changed.after || 'parentId' in changed.after)) return;
  const below = await listUnitIdsBelow(tx, organisationId, id, undefined);
  await markUnitScopeChanged(tx, organisationId, below, now);
}

/** @throws AppError `not-found`, `conflict` for the root and for a unit to which something refers */
export async function removeUnit(deps: UnitDeps, operator: Operator, id: string): Promise<void> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  await withOrganisation(deps.database, organisationId, async (tx) => {
    const { key, name, parentId } = await mustFind(tx, operator, id);
    if (parentId === null) throw new AppError('conflict', 'The root unit stays.');
    await audit(tx, operator, 'unit.deleted', id, now, { before: { key, name, parentId } });
    if (await deleteUnit(tx, id)) return;
    const detail =
      'The unit is not empty: move or remove its sub-units, people, devices, enrolment tokens, grants and API tokens.';
    throw new AppError('conflict', detail);
  });
}

async function mustFind(tx: Tx, operator: Operator, id: string): Promise<UnitRow> {
  const unit = await findUnit(tx, operator.organisationId, id, operator.unitScope('units:write'));
  if (!unit) throw notFound('unit');
  return unit;
}

function assertDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw invalid('/parentId', `The tree would be deeper than ${MAX_DEPTH} units.`);
}

function keyTaken(): AppError {
  return new AppError('conflict', 'Another unit has this key.');
}

function audit(
  tx: Tx,
  operator: Operator,
  action: string,
  id: string,
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const event = { at, actor: operator.actor, action, target: { kind: 'unit', id }, unitId: id, details };
  return appendAuditEvent(tx, operator.organisationId, event);
}

function toUnit(row: UnitRow): Unit {
  return { ...row, createdAt: iso(row.createdAt) };
}

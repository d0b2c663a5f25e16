import { Unit, UnitPage } from '@cordon/contract';
import { CAST_UNITS } from './cast/units.ts';
import { listAll } from './list-all.ts';
import type { OperatorClient } from './operator-client.ts';

/** Makes the units that are not there yet. Returns id by key. */
export async function makeUnits(api: OperatorClient): Promise<Map<string, string>> {
  const present = await listAll(api, '/v1/units', UnitPage);
  const ids = new Map(present.map((unit) => [unit.key, unit.id]));
  const root = present.find((unit) => unit.parentId === null);
  if (!root) throw new Error('The organisation has no root unit.');
  for (const { key, name, parent } of CAST_UNITS) {
    if (ids.has(key)) continue;
    const parentId = parent === undefined ? root.id : ids.get(parent);
    const unit = await api.post('/v1/units', { key, name, parentId }, Unit);
    ids.set(key, unit.id);
  }
  return ids;
}

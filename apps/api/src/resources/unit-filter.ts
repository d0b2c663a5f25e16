import type { Permission } from '@cordon/contract';
import { listUnitIdsBelow, type Tx } from '@cordon/db';
import type { Operator } from '../plugins/operator.ts';

/**
 * Units that a list looks in: those on which the caller holds the permission and, if a unit was asked for, of these only
 * it and what is below it, or it alone. A unit out of the caller's reach gives an empty list, as an unknown one does.
 *
 * @returns `undefined`: all of the organisation
 */
export async function unitsToLookIn(
  tx: Tx,
  operator: Operator,
  permission: Permission,
  unitId: string | undefined,
  subUnits: 'with' | 'without' = 'with',
): Promise<readonly string[] | undefined> {
  const scope = operator.unitScope(permission);
  if (unitId === undefined) return scope;
  if (subUnits === 'without') return scope === undefined || scope.includes(unitId) ? [unitId] : [];
  return listUnitIdsBelow(tx, operator.organisationId, unitId, scope);
}

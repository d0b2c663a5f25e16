import type { Permission, Role } from '@cordon/contract';
import type { OperatorAccess } from '@cordon/db';

/** Who acts: written into every audit event. */
export interface Actor {
  kind: 'user' | 'api-token' | 'person' | 'device' | 'system';
  id?: string;
}

/** The caller of an operator route, as authentication found it. */
export interface Operator {
  organisationId: string;
  actor: Actor;
  /** The user who signed in, or who made the API token; absent for a token made by the server's operator. */
  userId?: string;
  grants: readonly { role: Role; unitId: string }[];
  /** Whether the caller holds the permission on at least one unit. */
  can(permission: Permission): boolean;
  /** Whether the caller holds the permission on the root unit, as organisation-wide things need. */
  canEverywhere(permission: Permission): boolean;
  /** Whether the caller holds the permission on this unit, by a grant on it or on a unit above it. */
  canOn(permission: Permission, unitId: string): boolean;
  /** Ids of all units (sub-units included) on which the caller holds the permission; `undefined`: all of the organisation. */
  unitScope(permission: Permission): readonly string[] | undefined;
}

/** The caller's rights as questions that routes and services ask. */
export function makeOperator(access: OperatorAccess): Operator {
  const holding = (permission: Permission) =>
    access.rights.filter((right) => right.permissions.has(permission)).map((right) => right.unitId);
  const canEverywhere = (permission: Permission) =>
    access.rootUnitId !== undefined && holding(permission).includes(access.rootUnitId);
  const unitScope = (permission: Permission) => {
    if (canEverywhere(permission)) return undefined;
    const granted = new Set(holding(permission));
    return access.units.filter((unit) => unit.path.some((id) => granted.has(id))).map((unit) => unit.id);
  };
  return {
    organisationId: access.organisationId,
    actor: access.actor,
    userId: access.userId,
    grants: access.rights.map(({ role, unitId }) => ({ role, unitId })),
    can: (permission) => holding(permission).length > 0,
    canEverywhere,
    canOn: (permission, unitId) => unitScope(permission)?.includes(unitId) ?? true,
    unitScope,
  };
}

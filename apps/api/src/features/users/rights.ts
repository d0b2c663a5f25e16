import { AppError, ROLE_PERMISSIONS, type Role } from '@cordon/contract';
import type { UserRecord } from '@cordon/db';
import type { Operator } from '../../plugins/operator.ts';

/**
 * Whether the caller holds everything that a role comes to on a unit: nobody gives, takes or manages more than that.
 * Hence owners alone make owners, and an administrator of a unit acts within it.
 */
export function coversRole(operator: Operator, role: Role, unitId: string): boolean {
  return [...ROLE_PERMISSIONS[role]].every((permission) => operator.canOn(permission, unitId));
}

/** @throws AppError `forbidden` */
export function assertCoversRole(operator: Operator, role: Role, unitId: string): void {
  if (coversRole(operator, role, unitId)) return;
  throw new AppError('forbidden', `You do not hold all that the role "${role}" comes to on that unit yourself.`);
}

/**
 * Refuses to change a user who may do something that the caller may not: whoever can disable an owner, or reset an
 * owner's password, is one.
 *
 * @throws AppError `forbidden`
 */
export function assertManages(operator: Operator, user: Pick<UserRecord, 'grants'>): void {
  if (user.grants.every((grant) => coversRole(operator, grant.role, grant.unitId))) return;
  throw new AppError('forbidden', 'This user has a role that you do not hold yourself.');
}

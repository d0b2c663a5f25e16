import { AppError, type Grant, type GrantCreate } from '@cordon/contract';
import { deleteGrant, getUser, hasUnit, insertGrant, lockRights, withOrganisation } from '@cordon/db';
import { rotateSessions } from '../sessions/rotate-sessions.ts';
import { assertCoversRole } from './rights.ts';
import { assertOwnerStays, audit, type Caller, type UserDeps, unknownReference } from './users.service.ts';

/** What a change of grants answers; `renewed` is the token of the caller's own new session. */
export interface ChangedGrant {
  grant: Grant;
  renewed?: string;
}

/**
 * Grants a role on a unit to a user, who is signed out everywhere. A user without any grant on the caller's units may
 * be given one only by somebody who sees all users.
 *
 * @throws AppError `forbidden` for a role that the caller does not hold there, `conflict` if the user has it already
 */
export async function addGrant(
  deps: UserDeps,
  caller: Caller,
  userId: string,
  input: GrantCreate,
): Promise<ChangedGrant> {
  const { operator, own } = caller;
  const { organisationId } = operator;
  const now = deps.clock.now();
  assertCoversRole(operator, input.role, input.unitId);
  return withOrganisation(deps.database, organisationId, async (tx) => {
    await lockRights(tx, organisationId);
    if (!(await getUser(tx, organisationId, userId, operator.unitScope('users:write')))) throw noUser();
    if (!(await hasUnit(tx, organisationId, input.unitId))) throw unknownReference('/unitId', 'unit');
    const id = await insertGrant(tx, organisationId, { userId, ...input }, now);
    if (!id) throw new AppError('conflict', 'The user has this role on this unit already.');
    const renewed = await rotateSessions(tx, organisationId, userId, own, now);
    await audit(tx, operator, 'user.granted', userId, now, { after: input });
    return { grant: { id, ...input }, renewed };
  });
}

/**
 * Takes a grant away; the user is signed out everywhere.
 *
 * @returns token of the caller's own new session
 * @throws AppError `conflict` if it is the last owner's
 */
export async function removeGrant(
  deps: UserDeps,
  caller: Caller,
  userId: string,
  grantId: string,
): Promise<string | undefined> {
  const { operator, own } = caller;
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    await lockRights(tx, organisationId);
    const unitIds = operator.unitScope('users:write');
    const user = await getUser(tx, organisationId, userId, unitIds);
    const grant = user?.grants.find((candidate) => candidate.id === grantId);
    if (!grant || (unitIds !== undefined && !unitIds.includes(grant.unitId)))
      throw new AppError('not-found', 'There is no such grant.');
    assertCoversRole(operator, grant.role, grant.unitId);
    await deleteGrant(tx, organisationId, grantId);
    if (grant.role === 'owner') await assertOwnerStays(tx, organisationId);
    const renewed = await rotateSessions(tx, organisationId, userId, own, now);
    await audit(tx, operator, 'user.grant-removed', userId, now, {
      before: { role: grant.role, unitId: grant.unitId },
    });
    return renewed;
  });
}

function noUser(): AppError {
  return new AppError('not-found', 'There is no such user.');
}

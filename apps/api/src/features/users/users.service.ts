import {
  AppError,
  type Invitation,
  type InvitedUser,
  idAfter,
  type Page,
  toPage,
  type User,
  type UserInvite,
  type UserListQuery,
  type UserPatch,
} from '@cordon/contract';
import {
  appendAuditEvent,
  type CreatedInvitation,
  createInvitation,
  endInvitations,
  getUser,
  hasActiveOwner,
  hasPerson,
  hasUnit,
  insertGrant,
  insertUser,
  listUsers,
  lockRights,
  queueInvitationDelivery,
  type Tx,
  type UserRecord,
  updateUser,
  withOrganisation,
} from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { type OwnSession, rotateSessions } from '../sessions/rotate-sessions.ts';
import { assertCoversRole, assertManages } from './rights.ts';

export type UserDeps = Pick<Deps, 'database' | 'clock' | 'config' | 'queues'>;

/** Who asks, and the session by which. */
export interface Caller {
  operator: Operator;
  own?: OwnSession;
}

/** Users with a grant on a unit that the caller may read users of. */
export async function findUsers(deps: UserDeps, operator: Operator, query: UserListQuery): Promise<Page<User>> {
  const { organisationId } = operator;
  const unitIds = operator.unitScope('users:read');
  const filter = {
    unitIds,
    search: query.q,
    disabled: query.disabled === undefined ? undefined : query.disabled === 'true',
    after: idAfter(query.cursor),
    limit: query.limit,
  };
  const rows = await withOrganisation(deps.database, organisationId, (tx) => listUsers(tx, organisationId, filter));
  const page = toPage(rows, query.limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => toUser(row, unitIds)) };
}

/** @throws AppError `not-found`, also for a user without a grant on the caller's units */
export async function showUser(deps: UserDeps, operator: Operator, id: string): Promise<User> {
  const { organisationId } = operator;
  const unitIds = operator.unitScope('users:read');
  const user = await withOrganisation(deps.database, organisationId, (tx) => getUser(tx, organisationId, id, unitIds));
  if (!user) throw notFound();
  return toUser(user, unitIds);
}

/**
 * Makes a user who has yet to choose a password, and an invitation to do so.
 *
 * @throws AppError `forbidden` for a role that the caller does not hold, `conflict` if the address is taken
 */
export async function inviteUser(deps: UserDeps, operator: Operator, input: UserInvite): Promise<InvitedUser> {
  for (const grant of input.grants) assertCoversRole(operator, grant.role, grant.unitId);
  const { organisationId } = operator;
  const now = deps.clock.now();
  const { grants, ...person } = input;
  const result = await withOrganisation(deps.database, organisationId, async (tx) => {
    await assertReferences(tx, organisationId, input);
    const userId = await insertUser(tx, organisationId, person, now);
    if (!userId) throw new AppError('conflict', 'A user with this e-mail address exists already.');
    for (const grant of grants) await insertGrant(tx, organisationId, { userId, ...grant }, now);
    await audit(tx, operator, 'user.invited', userId, now, { after: { ...person, grants } });
    return { ...(await invite(deps, tx, operator, userId, now)), user: await mustGet(tx, organisationId, userId) };
  });
  await ring(deps, organisationId, result.deliveryId);
  const { link: invitation } = { link: toInvitation(deps, result.invitation) };
  return { user: toUser(result.user, operator.unitScope('users:read')), invitation };
}

/** Invites anew: for an invitation that ran out, or a password that was forgotten. The present password works until then. */
export async function inviteAgain(deps: UserDeps, operator: Operator, id: string): Promise<Invitation> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const result = await withOrganisation(deps.database, organisationId, async (tx) => {
    const user = await mustManage(tx, operator, id);
    if (user.disabledAt !== null) throw new AppError('conflict', 'This user is disabled; enable the user first.');
    await audit(tx, operator, 'user.invited-again', id, now, {});
    return invite(deps, tx, operator, id, now);
  });
  await ring(deps, organisationId, result.deliveryId);
  return toInvitation(deps, result.invitation);
}

/** What a change of a user answers; `renewed` is the token of the caller's own new session. */
export interface ChangedUser {
  user: User;
  renewed?: string;
}

/**
 * Changes a user. Disabling ends the user's sessions, invitations and API tokens at once.
 *
 * @throws AppError `conflict` if nobody would be left who can do everything
 */
export async function changeUser(deps: UserDeps, caller: Caller, id: string, patch: UserPatch): Promise<ChangedUser> {
  const { operator, own } = caller;
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    await lockRights(tx, organisationId);
    const before = await mustManage(tx, operator, id);
    if (patch.personId && !(await hasPerson(tx, organisationId, patch.personId)))
      throw unknownReference('/personId', 'person');
    const { disabled, ...changes } = patch;
    const isDisabled = before.disabledAt !== null;
    const toggled = disabled !== undefined && disabled !== isDisabled;
    const disabledAt = toggled ? { disabledAt: disabled ? now : null } : {};
    await updateUser(tx, organisationId, id, { ...changes, ...disabledAt });
    if (toggled && disabled) await assertOwnerStays(tx, organisationId);
    if (toggled && disabled) await endInvitations(tx, organisationId, id, now);
    const renewed = toggled ? await rotateSessions(tx, organisationId, id, own, now) : undefined;
    await auditChange(tx, operator, before, patch, now);
    return { user: toUser(await mustGet(tx, organisationId, id), operator.unitScope('users:read')), renewed };
  });
}

/** @throws AppError `conflict` if no enabled owner with a password is left. Needs the lock of rights. */
export async function assertOwnerStays(tx: Tx, organisationId: string): Promise<void> {
  if (await hasActiveOwner(tx, organisationId)) return;
  throw new AppError(
    'conflict',
    'The last owner stays: make somebody else an owner first, who has accepted the invitation.',
  );
}

/**
 * A user whom the caller may manage, within the units that the caller may change users of.
 *
 * @throws AppError `not-found` or `forbidden`
 */
export async function mustManage(tx: Tx, operator: Operator, id: string): Promise<UserRecord> {
  const user = await getUser(tx, operator.organisationId, id, operator.unitScope('users:write'));
  if (!user) throw notFound();
  assertManages(operator, user);
  return user;
}

/** Appends an event about a user. */
export function audit(
  tx: Tx,
  operator: Operator,
  action: string,
  userId: string,
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const event = { at, actor: operator.actor, action, target: { kind: 'user', id: userId }, details };
  return appendAuditEvent(tx, operator.organisationId, event);
}

async function auditChange(tx: Tx, operator: Operator, before: UserRecord, patch: UserPatch, now: Date): Promise<void> {
  const present: UserPatch = { ...before, disabled: before.disabledAt !== null };
  const changed = (Object.keys(patch) as (keyof UserPatch)[]).filter((key) => patch[key] !== present[key]);
  if (changed.length === 0) return;
  const pick = (from: UserPatch) => Object.fromEntries(changed.map((key) => [key, from[key] ?? null]));
  const isToggled = changed.includes('disabled');
  const action = isToggled ? (patch.disabled ? 'user.disabled' : 'user.enabled') : 'user.changed';
  await audit(tx, operator, action, before.id, now, { before: pick(present), after: pick(patch) });
}

async function assertReferences(tx: Tx, organisationId: string, input: UserInvite): Promise<void> {
  for (const [index, { unitId }] of input.grants.entries()) {
    if (!(await hasUnit(tx, organisationId, unitId))) throw unknownReference(`/grants/${index}/unitId`, 'unit');
  }
  if (input.personId && !(await hasPerson(tx, organisationId, input.personId)))
    throw unknownReference('/personId', 'person');
}

/** A reference into nothing, or into another organisation: the same answer. */
export function unknownReference(pointer: string, kind: string): AppError {
  const errors = [{ pointer, detail: `There is no such ${kind}.` }];
  return new AppError('validation', `The body names a ${kind} that does not exist.`, { errors });
}

async function invite(
  deps: UserDeps,
  tx: Tx,
  operator: Operator,
  userId: string,
  now: Date,
): Promise<{ invitation: CreatedInvitation; deliveryId: string }> {
  const { organisationId } = operator;
  const invitation = await createInvitation(tx, { organisationId, userId, now });
  const mail = {
    userId,
    invitedBy: operator.userId,
    expiresAt: invitation.expiresAt,
    publicUrl: deps.config.publicUrl,
    now,
  };
  return { invitation, deliveryId: await queueInvitationDelivery(tx, organisationId, mail) };
}

function ring(deps: UserDeps, organisationId: string, deliveryId: string): Promise<boolean> {
  return deps.queues.enqueue('deliver', 'deliver', { organisationId, deliveryIds: [deliveryId] });
}

function toInvitation(deps: UserDeps, { token, expiresAt }: CreatedInvitation): Invitation {
  return { link: invitationLink(deps.config.publicUrl, token), token, expiresAt: expiresAt.toISOString() };
}

/** Where an invitation is accepted. */
export function invitationLink(publicUrl: string, token: string): string {
  return new URL(`/invitation?token=${encodeURIComponent(token)}`, publicUrl).href;
}

async function mustGet(tx: Tx, organisationId: string, id: string): Promise<UserRecord> {
  const user = await getUser(tx, organisationId, id);
  if (!user) throw notFound();
  return user;
}

function notFound(): AppError {
  return new AppError('not-found', 'There is no such user.');
}

function toUser(row: UserRecord, unitIds: readonly string[] | undefined): User {
  const { id, email, name, personId, locale, createdAt, grants } = row;
  const state = row.disabledAt !== null ? 'disabled' : row.hasPassword ? 'active' : 'invited';
  const visible = grants.filter((grant) => unitIds === undefined || unitIds.includes(grant.unitId));
  return { id, email, name, state, personId, locale, createdAt: createdAt.toISOString(), grants: visible };
}

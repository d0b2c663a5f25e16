import { AppError, type Me, type MePatch, PERMISSIONS } from '@cordon/contract';
import {
  appendAuditEvent,
  easeDelays,
  getApiToken,
  getOrganisation,
  getPasswordHash,
  getUser,
  type OrganisationRecord,
  reserveAttempt,
  setPassword,
  type Tx,
  type UserRecord,
  updateUser,
  withOrganisation,
} from '@cordon/db';
import { passwordFault } from '@cordon/runtime';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { type OwnSession, rotateSessions } from '../sessions/rotate-sessions.ts';

export type MeDeps = Pick<Deps, 'database' | 'clock' | 'passwords' | 'secretBox'>;

/** Who the caller is and what the caller may do. */
export function showMe(deps: MeDeps, operator: Operator, csrfToken: string | null): Promise<Me> {
  const { organisationId, actor } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const organisation = await mustGetOrganisation(tx, organisationId);
    const common = { ...rightsOf(operator), organisation: toReference(organisation), csrfToken };
    if (actor.kind === 'user') return { ...common, ...toSelf(await mustGetUser(tx, organisationId, actor.id ?? '')) };
    const token = await getApiToken(tx, organisationId, actor.id ?? '');
    const nobody = { email: null, locale: null, personId: null, passwordTemporary: false };
    return { ...common, ...nobody, kind: 'api-token' as const, id: actor.id ?? '', name: token?.name ?? '' };
  });
}

function rightsOf(operator: Operator): Pick<Me, 'grants' | 'permissions'> {
  const held = PERMISSIONS.filter((permission) => operator.can(permission));
  const permissions = held.map((permission) => ({ permission, everywhere: operator.canEverywhere(permission) }));
  return { grants: operator.grants.map(({ role, unitId }) => ({ role, unitId })), permissions };
}

function toReference(organisation: OrganisationRecord): Me['organisation'] {
  return { id: organisation.id, name: organisation.name, defaultLocale: organisation.settings.defaultLocale };
}

function toSelf(
  user: UserRecord,
): Pick<Me, 'kind' | 'id' | 'name' | 'email' | 'locale' | 'personId' | 'passwordTemporary'> {
  const { id, name, email, locale, personId, passwordTemporary } = user;
  return { kind: 'user', id, name, email, locale, personId, passwordTemporary };
}

/**
 * Changes the caller's own name, language or password. A new password needs the present one, ends all other sessions
 * and renews this one.
 *
 * @returns token of the new session after a change of password
 * @throws AppError `credentials-invalid`, `rate-limited`, or `validation` for a password that is too weak
 */
export async function changeMe(
  deps: MeDeps,
  operator: Operator,
  own: OwnSession,
  patch: MePatch,
): Promise<string | undefined> {
  const { organisationId } = operator;
  const { password, presentPassword, ...changes } = patch;
  const hash = password === undefined ? undefined : await hashNew(deps, operator, own, password, presentPassword ?? '');
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const before = await mustGetUser(tx, organisationId, own.userId);
    await updateUser(tx, organisationId, own.userId, changes);
    if (Object.keys(changes).length > 0)
      await audit(tx, operator, 'user.changed', own.userId, now, detailsOf(before, changes));
    if (hash === undefined) return undefined;
    await setPassword(tx, organisationId, own.userId, hash);
    await audit(tx, operator, 'user.password-changed', own.userId, now, {});
    return rotateSessions(tx, organisationId, own.userId, own, now);
  });
}

/** Whoever finds a session open must not be able to guess the password through it: attempts are delayed as sign-ins are. */
async function hashNew(
  deps: MeDeps,
  operator: Operator,
  own: OwnSession,
  password: string,
  presentPassword: string,
): Promise<string> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const { user, organisation, presentHash } = await withOrganisation(deps.database, organisationId, async (tx) => ({
    user: await mustGetUser(tx, organisationId, own.userId),
    organisation: await mustGetOrganisation(tx, organisationId),
    presentHash: await getPasswordHash(tx, organisationId, own.userId),
  }));
  const fault =
    passwordFault(password, [user.email, user.name, organisation.name]) ?? faultIfSame(password, presentPassword);
  if (fault) throw new AppError('validation', fault, { errors: [{ pointer: '/password', detail: fault }] });
  const key = deps.secretBox.keyedHash(`user:${own.userId}`, 'sign-in-delay');
  const retryAfterSeconds = await reserveAttempt(deps.database, [{ key, free: 4, maxSeconds: 900 }], now);
  if (retryAfterSeconds !== undefined)
    throw new AppError('rate-limited', 'Too many failed attempts; wait.', { retryAfterSeconds });
  const isRight = await deps.passwords.verify(presentHash ?? '', presentPassword);
  if (!isRight) throw new AppError('credentials-invalid', 'The present password is wrong.');
  await easeDelays(deps.database, [key], [], now);
  return deps.passwords.hash(password);
}

function faultIfSame(password: string, presentPassword: string): string | undefined {
  return password === presentPassword ? 'Choose another password than the present one.' : undefined;
}

function detailsOf(before: UserRecord, changes: Pick<MePatch, 'name' | 'locale'>): Record<string, unknown> {
  const keys = Object.keys(changes) as (keyof typeof changes)[];
  return { before: Object.fromEntries(keys.map((key) => [key, before[key]])), after: changes };
}

function audit(
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

async function mustGetUser(tx: Tx, organisationId: string, id: string): Promise<UserRecord> {
  const user = await getUser(tx, organisationId, id);
  if (!user) throw new AppError('unauthenticated', 'Sign in again.');
  return user;
}

async function mustGetOrganisation(tx: Tx, organisationId: string): Promise<OrganisationRecord> {
  const organisation = await getOrganisation(tx, organisationId);
  if (!organisation) throw new AppError('not-found', 'There is no such organisation.');
  return organisation;
}

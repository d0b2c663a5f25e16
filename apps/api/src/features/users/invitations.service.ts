import { AppError, type InvitationAccept } from '@cordon/contract';
import {
  appendAuditEvent,
  findInvitationByToken,
  getOrganisation,
  getUser,
  lockRights,
  peekInvitation,
  revokeSessionsOfUser,
  setPassword,
  useInvitation,
  withOrganisation,
} from '@cordon/db';
import { passwordFault } from '@cordon/runtime';
import type { Deps } from '../../deps.ts';

export type InvitationDeps = Pick<Deps, 'database' | 'clock' | 'passwords'>;

/** Whom an invitation that can still be accepted is for. */
export interface OpenInvitation {
  organisationId: string;
  id: string;
  organisationName: string;
  email: string;
  name: string;
}

/**
 * Reads an invitation without using it up.
 *
 * @throws AppError `not-found` if it is unknown, used or expired: one answer for all
 */
export async function openInvitation(deps: InvitationDeps, token: string): Promise<OpenInvitation> {
  const found = await findInvitationByToken(deps.database, token);
  if (!found) throw gone();
  const { organisationId, id } = found;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const invitation = await peekInvitation(tx, organisationId, id, deps.clock.now());
    const user = invitation && (await getUser(tx, organisationId, invitation.userId));
    const organisation = await getOrganisation(tx, organisationId);
    if (!user || user.disabledAt !== null || !organisation) throw gone();
    return { organisationId, id, organisationName: organisation.name, email: user.email, name: user.name };
  });
}

/**
 * Accepts an invitation: sets the password and ends the user's sessions. Of two at once, one succeeds.
 *
 * @throws AppError `not-found`, or `validation` for a password that is too weak (nothing is used up)
 */
export async function acceptInvitation(deps: InvitationDeps, input: InvitationAccept): Promise<OpenInvitation> {
  const invitation = await openInvitation(deps, input.token);
  const fault = passwordFault(input.password, [invitation.email, invitation.name, invitation.organisationName]);
  if (fault) throw new AppError('validation', fault, { errors: [{ pointer: '/password', detail: fault }] });
  const hash = await deps.passwords.hash(input.password);
  const now = deps.clock.now();
  const { organisationId } = invitation;
  await withOrganisation(deps.database, organisationId, async (tx) => {
    await lockRights(tx, organisationId);
    const used = await useInvitation(tx, organisationId, invitation.id, now);
    if (!used) throw gone();
    await setPassword(tx, organisationId, used.userId, hash);
    await revokeSessionsOfUser(tx, organisationId, used.userId, now);
    const actor = { kind: 'user' as const, id: used.userId };
    const target = { kind: 'user', id: used.userId };
    await appendAuditEvent(tx, organisationId, { at: now, actor, action: 'user.accepted-invitation', target });
  });
  return invitation;
}

function gone(): AppError {
  return new AppError(
    'not-found',
    'This invitation is not valid: it was used, has expired, or never was. Ask for a new one.',
  );
}

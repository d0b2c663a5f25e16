import { InvitedUser, type Role } from '@cordon/contract';
import type { OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';

/** A user who signs in at the console. */
export interface ConsoleUser {
  name: string;
  email: string;
  password: string;
  /** Where the password is chosen. */
  invitation: string;
}

/** Invites a user with a role on a unit; the password is not chosen yet. */
export async function inviteUser(api: OperatorClient, role: Role, unitId: string): Promise<ConsoleUser> {
  const name = `The ${role}`;
  const email = `${role}@cordon.example`;
  const { invitation } = await api.post('/v1/users', { name, email, grants: [{ role, unitId }] }, InvitedUser);
  return { name, email, password: 'four horses over a long bridge', invitation: invitation.link };
}

/** As {@link inviteUser}, with the password chosen. */
export async function makeUser(api: OperatorClient, role: Role, unitId: string): Promise<ConsoleUser> {
  const user = await inviteUser(api, role, unitId);
  const { origin, searchParams } = new URL(user.invitation);
  const answer = await fetch(`${origin}/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: searchParams.get('token'), password: user.password }),
  });
  if (answer.status !== 204) throw new Error(`No password was chosen: ${answer.status} ${await answer.text()}`);
  return user;
}

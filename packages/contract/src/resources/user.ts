import { z } from 'zod';
import { Locale } from '../organisation.ts';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { ROLES } from '../permissions.ts';
import { DisplayName, EmailAddress, Instant, lineOfText } from './common.ts';

/** `/v1/users`: who signs in to administer, with grants: roles on units. */

export const RoleName = z.enum(ROLES);

export const Grant = z.object({
  id: z.uuid(),
  role: RoleName,
  unitId: z.uuid().describe('With its sub-units.'),
});
export type Grant = z.infer<typeof Grant>;

export const GrantCreate = z.strictObject({ role: RoleName, unitId: z.uuid() });
export type GrantCreate = z.infer<typeof GrantCreate>;

export const GrantParams = z.strictObject({ id: z.uuid(), grantId: z.uuid() });

export const User = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  state: z.enum(['invited', 'active', 'disabled']),
  personId: z.uuid().nullable(),
  locale: z.string().nullable(),
  createdAt: Instant,
  grants: z.array(Grant).describe('Those on units that the caller may read users of.'),
});
export type User = z.infer<typeof User>;

export const UserPage = pageOf(User);

export const UserListQuery = z.strictObject({
  ...PAGE_QUERY,
  q: lineOfText(100).optional().describe('Part of the name or of the e-mail address.'),
  disabled: z.enum(['true', 'false']).optional(),
});
export type UserListQuery = z.infer<typeof UserListQuery>;

export const UserInvite = z.strictObject({
  email: EmailAddress,
  name: DisplayName,
  personId: z.uuid().optional().describe('The person that this user is, too.'),
  locale: Locale.optional(),
  grants: z.array(GrantCreate).min(1).max(20),
});
export type UserInvite = z.infer<typeof UserInvite>;

export const UserPatch = z.strictObject({
  name: DisplayName.optional(),
  locale: Locale.nullable().optional(),
  personId: z.uuid().nullable().optional(),
  disabled: z.boolean().optional().describe('A disabled user is signed out, and the API tokens the user made stop.'),
});
export type UserPatch = z.infer<typeof UserPatch>;

/** An invitation as its maker sees it, once. */
export const Invitation = z.object({
  link: z.string().describe('Shown once: hand it to the user. Single-use.'),
  token: z.string(),
  expiresAt: Instant,
});
export type Invitation = z.infer<typeof Invitation>;

export const InvitedUser = z.object({ user: User, invitation: Invitation });
export type InvitedUser = z.infer<typeof InvitedUser>;

const Password = z.string().min(1).max(400);

export const InvitationAccept = z.strictObject({ token: z.string().min(1).max(100), password: Password });
export type InvitationAccept = z.infer<typeof InvitationAccept>;

import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { PERMISSIONS } from '../permissions.ts';
import { DisplayName, Instant } from './common.ts';
import { RoleName } from './user.ts';

/** `/v1/api-tokens`: what programs sign in with. The token itself is in the answer that makes it and nowhere else. */

const PermissionName = z.enum(PERMISSIONS);

export const ApiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['valid', 'expired', 'revoked']),
  role: RoleName,
  unitId: z.uuid(),
  scopes: z.array(PermissionName).describe("Empty: all of the role's permissions."),
  createdBy: z.uuid().nullable(),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Instant.nullable(),
  lastUsedAt: Instant.nullable().describe('To the minute.'),
});
export type ApiToken = z.infer<typeof ApiToken>;

export const ApiTokenPage = pageOf(ApiToken);

export const ApiTokenListQuery = z.strictObject({
  ...PAGE_QUERY,
  state: z.enum(['valid', 'ended']).optional(),
  endsWithinDays: z.coerce.number().int().min(1).max(366).optional().describe('Those that are valid, and end by then.'),
});
export type ApiTokenListQuery = z.infer<typeof ApiTokenListQuery>;

export const ApiTokenCreate = z.strictObject({
  name: DisplayName,
  role: RoleName,
  unitId: z.uuid(),
  scopes: z.array(PermissionName).max(PERMISSIONS.length).default([]),
  expiresAt: z.iso.datetime().describe('At most 400 days from now.'),
});
export type ApiTokenCreate = z.infer<typeof ApiTokenCreate>;

export const CreatedApiToken = ApiToken.extend({ token: z.string().describe('Shown once.') });
export type CreatedApiToken = z.infer<typeof CreatedApiToken>;

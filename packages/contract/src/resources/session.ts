import { z } from 'zod';
import { Locale } from '../organisation.ts';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { PERMISSIONS } from '../permissions.ts';
import { DisplayName, EmailAddress, Instant } from './common.ts';
import { RoleName } from './user.ts';

/** `/v1/sessions` and `/v1/me`: signing in, and who one is. */

const Password = z.string().min(1).max(400);

export const SignIn = z.strictObject({
  email: EmailAddress,
  password: Password,
  organisationId: z
    .uuid()
    .optional()
    .describe('Needed only where the same address and password open several organisations.'),
});
export type SignIn = z.infer<typeof SignIn>;

export const Session = z.object({
  id: z.uuid(),
  current: z.boolean(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  createdAt: Instant,
  lastSeenAt: Instant,
  expiresAt: Instant,
});
export type Session = z.infer<typeof Session>;

export const SessionPage = pageOf(Session);
export const SessionListQuery = z.strictObject(PAGE_QUERY);
export const SessionParams = z.strictObject({ id: z.union([z.literal('current'), z.uuid()]) });

/** The caller. */
export const Me = z.object({
  kind: z.enum(['user', 'api-token']),
  id: z.uuid(),
  name: z.string(),
  organisation: z.object({ id: z.uuid(), name: z.string(), defaultLocale: z.string() }),
  email: z.string().nullable(),
  locale: z.string().nullable(),
  personId: z.uuid().nullable(),
  passwordTemporary: z.boolean().describe('The password is still the one printed at the first start.'),
  grants: z.array(z.object({ role: RoleName, unitId: z.uuid() })),
  permissions: z.array(
    z.object({
      permission: z.enum(PERMISSIONS),
      everywhere: z.boolean().describe('Held on the whole organisation; otherwise on some units.'),
    }),
  ),
  csrfToken: z.string().nullable().describe('For the header "x-csrf-token"; null for an API token, which needs none.'),
});
export type Me = z.infer<typeof Me>;

export const SignedIn = z.object({ session: Session, csrfToken: z.string(), me: Me });
export type SignedIn = z.infer<typeof SignedIn>;

export const MePatch = z
  .strictObject({
    name: DisplayName.optional(),
    locale: Locale.nullable().optional(),
    password: Password.optional().describe('A new one; ends all other sessions.'),
    presentPassword: Password.optional(),
  })
  .refine((patch) => patch.password === undefined || patch.presentPassword !== undefined, {
    path: ['presentPassword'],
    error: 'give the present password to change it',
  });
export type MePatch = z.infer<typeof MePatch>;

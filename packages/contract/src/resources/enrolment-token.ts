import { z } from 'zod';
import { EnrolmentLimits, NewEnrolmentLimits } from '../device-enrolment.ts';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { DisplayName, Instant, OwnershipName } from './common.ts';

/** `/v1/enrolment-tokens`: what lets a device enrol. The token itself is in the answer that makes it and nowhere else. */
export const EnrolmentToken = z.object({
  id: z.uuid(),
  label: z.string(),
  state: z.enum(['valid', 'expired', 'used-up', 'revoked']),
  unitId: z.uuid(),
  personId: z.uuid().nullable(),
  ownership: OwnershipName,
  maxUses: z.number(),
  uses: z.number(),
  requireApproval: z.boolean(),
  limits: EnrolmentLimits,
  replacesDeviceId: z.uuid().nullable(),
  createdBy: z.uuid().nullable(),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Instant.nullable(),
});
export type EnrolmentToken = z.infer<typeof EnrolmentToken>;

export const EnrolmentTokenPage = pageOf(EnrolmentToken);

export const EnrolmentTokenListQuery = z.strictObject({
  ...PAGE_QUERY,
  unitId: z.uuid().optional().describe('With its sub-units.'),
  personId: z.uuid().optional(),
  endsWithinDays: z.coerce.number().int().min(1).max(366).optional().describe('Those that are valid, and end by then.'),
});
export type EnrolmentTokenListQuery = z.infer<typeof EnrolmentTokenListQuery>;

export const EnrolmentTokenCreate = z
  .strictObject({
    label: DisplayName,
    unitId: z.uuid().optional().describe('Absent: the unit of the person.'),
    personId: z.uuid().optional().describe('Who holds the devices enrolled with it.'),
    ownership: OwnershipName,
    maxUses: z.int().min(1).max(100_000).default(1),
    expiresAt: z.iso.datetime().describe('At most 366 days from now.'),
    requireApproval: z.boolean().default(false),
    limits: NewEnrolmentLimits.default({}),
    replacesDeviceId: z
      .uuid()
      .optional()
      .describe('The device that this one succeeds; it is retired by the enrolment.'),
  })
  .refine((token) => token.unitId !== undefined || token.personId !== undefined, {
    path: ['unitId'],
    error: 'give a unit or a person',
  })
  .refine((token) => token.replacesDeviceId === undefined || token.maxUses === 1, {
    path: ['maxUses'],
    error: 'a device is replaced by one device: give 1, or nothing',
  });
export type EnrolmentTokenCreate = z.infer<typeof EnrolmentTokenCreate>;

/** What the QR code or link of a token holds (docs/device-protocol.md, "Enrol"). */
export const EnrolmentPayload = z.object({ url: z.url(), token: z.string() });
export type EnrolmentPayload = z.infer<typeof EnrolmentPayload>;

export const CreatedEnrolmentToken = EnrolmentToken.extend({
  token: z.string().describe('Shown once; stored hashed.'),
  enrolment: EnrolmentPayload,
  qrCode: z.string().describe('SVG of a QR code that holds `enrolment` as JSON.'),
});
export type CreatedEnrolmentToken = z.infer<typeof CreatedEnrolmentToken>;

import { z } from 'zod';
import { Instant, VerdictName } from './common.ts';

/** `/v1/verdicts`: what an automated check asks: may this device connect? */

const Imei = z.string().regex(/^\d{14,16}$/, 'must be 14 to 16 digits');
const SerialNumber = z.string().min(1).max(256);

const ONE_OF = { error: 'give exactly one of deviceId, serialNumber and imei' };

/** A device by one of its names. Serial numbers and IMEIs name devices that are not retired. */
export const VerdictQuery = z
  .strictObject({ deviceId: z.uuid().optional(), serialNumber: SerialNumber.optional(), imei: Imei.optional() })
  .refine((query) => Object.values(query).filter((value) => value !== undefined).length === 1, ONE_OF);
export type VerdictQuery = z.infer<typeof VerdictQuery>;

export const VerdictLookup = z.strictObject({ items: z.array(VerdictQuery).min(1).max(500) });
export type VerdictLookup = z.infer<typeof VerdictLookup>;

export const VerdictReasonView = z.object({
  code: z.string(),
  policyName: z.string().optional(),
  ruleId: z.string().optional(),
  subject: z.string().optional(),
});

export const VerdictAnswer = z.object({
  deviceId: z.uuid().nullable(),
  verdict: VerdictName.nullable().describe('null: no such device.'),
  decision: z
    .enum(['allow', 'deny'])
    .describe("By the organisation's decision table; a device that is not active is denied."),
  reasons: z.array(VerdictReasonView),
  judgedAt: Instant.nullable(),
  validUntil: Instant.nullable().describe('When the verdict changes by itself at the earliest; null: it does not.'),
  policyVersions: z.array(z.object({ name: z.string(), version: z.number() })),
});
export type VerdictAnswer = z.infer<typeof VerdictAnswer>;

/** One answer for each item asked, in the same order. */
export const VerdictLookupAnswer = z.object({ items: z.array(VerdictAnswer) });
export type VerdictLookupAnswer = z.infer<typeof VerdictLookupAnswer>;

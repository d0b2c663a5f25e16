import { z } from 'zod';
import { lineOfText, OwnershipName } from './common.ts';
import { Tag } from './device.ts';

/** `/v1/devices/bulk`: one change of many devices. */

const MAX_DEVICES = 100;
const Tags = z.array(Tag).max(50).default([]);

export const DeviceBulkChange = z.strictObject({
  deviceIds: z.array(z.uuid()).min(1).max(MAX_DEVICES),
  change: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('assign'),
      unitId: z.uuid().optional(),
      personId: z.uuid().nullable().optional().describe('null: nobody holds them.'),
      ownership: OwnershipName.optional(),
    }),
    z.strictObject({ kind: z.literal('tag'), add: Tags, remove: Tags }),
    z.strictObject({ kind: z.literal('approve') }),
    z.strictObject({ kind: z.literal('retire'), reason: lineOfText(500) }),
  ]),
});
export type DeviceBulkChange = z.infer<typeof DeviceBulkChange>;

/** What came of it for each device asked for, in that order. Each is changed, or not, by itself. */
export const DeviceBulkResult = z.object({
  items: z.array(
    z.object({
      deviceId: z.uuid(),
      refusal: z
        .object({ code: z.string().describe('Last part of the problem type.'), detail: z.string() })
        .nullable()
        .describe('Why it was not changed; null: it is as asked for.'),
    }),
  ),
});
export type DeviceBulkResult = z.infer<typeof DeviceBulkResult>;

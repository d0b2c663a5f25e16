import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { Instant, lineOfText } from './common.ts';

/** `/v1/audit-events`: who changed what, newest first. Nothing here can be changed. */

const ActorKind = z.enum(['user', 'api-token', 'person', 'device', 'system']);

export const AuditEvent = z.object({
  id: z.uuid(),
  number: z.number().nullable().describe('Place in the chain; null: not sealed yet (within a second).'),
  at: Instant,
  actor: z.object({ kind: ActorKind, id: z.uuid().nullable() }),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string().nullable() }),
  unitId: z.uuid().nullable(),
  details: z.record(z.string(), z.unknown()).nullable().describe('before, after and the like; null after an erasure.'),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

export const AuditEventPage = pageOf(AuditEvent);

const AuditInstant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0, { error: 'must not be before 1970' });

export const AuditEventListQuery = z.strictObject({
  ...PAGE_QUERY,
  actorKind: ActorKind.optional(),
  actorId: z.uuid().optional(),
  action: z
    .string()
    .max(64)
    .regex(/^[a-z-]+(\.[a-z-]+)?$/, 'such as device.retired, or device for all of its actions')
    .optional(),
  targetKind: z.string().min(1).max(64).optional(),
  targetId: z.string().min(1).max(64).optional(),
  unitId: z.uuid().optional().describe('With its sub-units.'),
  q: lineOfText(100).optional().describe('Part of the action, of the id of its target, or of the details.'),
  from: AuditInstant.optional(),
  to: AuditInstant.optional().describe('Exclusive.'),
});
export type AuditEventListQuery = z.infer<typeof AuditEventListQuery>;

/** `/v1/audit-chain`: how far the events are sealed, and what a check of the whole chain says. */
export const AuditChain = z.object({
  sealed: z.number().int().describe('Number of the last event in the chain; 0: none yet.'),
  unsealed: z
    .number()
    .int()
    .describe('Events not in the chain yet: more than a second of them says that no worker runs.'),
  checkpoint: z
    .object({ number: z.number().int(), at: Instant })
    .nullable()
    .describe('The last signed statement of where the chain stood: what is cut off before it shows.'),
});
export type AuditChain = z.infer<typeof AuditChain>;

export const AuditFaultView = z.object({
  kind: z.enum(['altered', 'removed', 'cut-off', 'details-removed', 'checkpoint-invalid']),
  number: z.number().int(),
  eventId: z.uuid().nullable(),
  detail: z.string(),
});

export const AuditVerificationView = AuditChain.extend({
  isIntact: z.boolean(),
  verifiedAt: Instant,
  verifiedCheckpoint: z
    .number()
    .int()
    .describe('Number of the last valid checkpoint that the chain leads to; 0: none.'),
  faults: z.array(AuditFaultView).describe('At most 100.'),
});
export type AuditVerificationView = z.infer<typeof AuditVerificationView>;

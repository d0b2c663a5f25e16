import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { Instant, NamedReference, SeverityName } from './common.ts';

/** `/v1/advisories` and `/v1/deliveries`: what people were told, by which way, and what they confirmed. Newest first. */

export const AdvisoryKind = z.enum(['notice', 'circular']);
export const AdvisoryState = z.enum(['open', 'resolved']);
export const DeliveryState = z.enum(['queued', 'sending', 'sent', 'failed', 'cancelled']);

export const AdvisorySummary = z.object({
  id: z.uuid(),
  kind: AdvisoryKind,
  state: AdvisoryState,
  severity: SeverityName,
  unitId: z.uuid(),
  person: NamedReference.nullable().describe('Whose devices it is about; null: a device without a holder.'),
  deviceId: z.uuid().nullable(),
  openedAt: Instant,
  resolvedAt: Instant.nullable(),
  lastMailedAt: Instant.nullable(),
  needsReview: z.boolean(),
  findings: z.number(),
  acknowledgements: z.number(),
});
export type AdvisorySummary = z.infer<typeof AdvisorySummary>;

export const AdvisoryPage = pageOf(AdvisorySummary);

export const AdvisoryListQuery = z.strictObject({
  ...PAGE_QUERY,
  kind: AdvisoryKind.optional(),
  state: AdvisoryState.optional(),
  severity: SeverityName.optional(),
  personId: z.uuid().optional(),
  deviceId: z.uuid().optional(),
  unitId: z.uuid().optional().describe('With its sub-units.'),
  acknowledged: z.enum(['true', 'false']).optional(),
  needsReview: z.enum(['true', 'false']).optional().describe('Whether what it says may not hold any more.'),
});
export type AdvisoryListQuery = z.infer<typeof AdvisoryListQuery>;

export const AdvisoryFindingView = z.object({
  findingId: z.uuid(),
  deviceId: z.uuid(),
  policyName: z.string(),
  ruleId: z.string(),
  subject: z.string(),
  severity: SeverityName,
  joinedAt: Instant,
  resolvedAt: Instant.nullable(),
});

export const Delivery = z.object({
  id: z.uuid(),
  advisoryId: z.uuid().nullable(),
  reason: z.string(),
  recipient: z.object({ kind: z.enum(['person', 'user']), id: z.uuid(), name: z.string().nullable() }).nullable(),
  channel: z.string(),
  state: DeliveryState,
  attempt: z.number(),
  messageId: z.string(),
  dueAt: Instant,
  sentAt: Instant.nullable(),
  lastError: z.string().nullable(),
  createdAt: Instant,
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryPage = pageOf(Delivery);

export const DeliveryListQuery = z.strictObject({
  ...PAGE_QUERY,
  advisoryId: z.uuid().optional(),
  personId: z.uuid().optional(),
  userId: z.uuid().optional(),
  state: DeliveryState.optional(),
});
export type DeliveryListQuery = z.infer<typeof DeliveryListQuery>;

export const AcknowledgementView = z.object({ person: NamedReference, via: z.string(), at: Instant });

export const Advisory = AdvisorySummary.extend({
  members: z.array(AdvisoryFindingView).describe('Its findings, at most 500.'),
  deliveries: z.array(Delivery).describe('Newest first, at most 200; without the permission deliveries:read, none.'),
  acknowledgedBy: z.array(AcknowledgementView),
});
export type Advisory = z.infer<typeof Advisory>;

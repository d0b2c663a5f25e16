import { ReportFacts, ReportSection } from '@cordon/policy';
import { z } from 'zod';
import { UtcTimestamp } from './time.ts';

/** `POST /device/v1/reports` (docs/device-protocol.md, "Report"): what a report's JWS says, and what it is answered. */

/** The only report schema there is so far; another number is refused as `schema-unsupported`. */
export const REPORT_SCHEMA = 1;

/** Payload of a report: the envelope and the facts that policies are judged on. Unknown members are kept and ignored. */
export const ReportPayload = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.number().nonnegative(),
  /** From 1: `lastSeq` 0 means that none was accepted yet. */
  seq: z.int().min(1),
  schema: z.literal(REPORT_SCHEMA),
  collectedAt: UtcTimestamp,
  ...ReportFacts.shape,
});
export type ReportPayload = z.infer<typeof ReportPayload>;

/** Answer to a report that is durable: 202 the first time, 200 for the same payload again. */
export const ReportAccepted = z.strictObject({
  reportId: z.uuid(),
  receivedAt: z.iso.datetime(),
  status: z.literal('accepted'),
  /** Highest sequence number accepted from this device: go on from there. */
  lastSeq: z.int().nonnegative(),
  reportEverySeconds: z.int().positive(),
});
export type ReportAccepted = z.infer<typeof ReportAccepted>;

/** The sections that the organisation's collection rule leaves out of a stored report, with the epoch of that rule. */
export const ReducedSections = z.partialRecord(ReportSection, z.int().nonnegative());
export type ReducedSections = z.infer<typeof ReducedSections>;

import { boundedText } from '@cordon/policy';
import { z } from 'zod';

/** What several resources of the operator API share. */

/** `{ id }` of a path. */
export const IdParams = z.strictObject({ id: z.uuid() });

/** An instant as the API tells it: RFC 3339 in UTC. */
export const Instant = z.iso.datetime();

/** Text of one line: no control characters, so that it may stand in a mail header or a log line. */
export function lineOfText(max: number) {
  return boundedText(max)
    .min(1)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters')
    .refine((text) => text.trim() !== '', { error: 'must not be blank' });
}

/** What people call a thing or a person. */
export const DisplayName = lineOfText(200);

/** An e-mail address, lower-cased; one line by its syntax, so that it cannot add headers to a message. */
export const EmailAddress = z.string().max(254).toLowerCase().pipe(z.email().max(254));

/** Stable key chosen by an administrator: unit keys, groups. */
export const StableKey = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens, such as air-command');

/** Key of a catalogue vendor, for filters. */
export const VendorFilter = z.string().min(1).max(64);

export const OwnershipName = z.enum(['issued', 'personal', 'dependant']);
export type OwnershipName = z.infer<typeof OwnershipName>;

export const SeverityName = z.enum(['info', 'low', 'medium', 'high', 'critical']);
export type SeverityName = z.infer<typeof SeverityName>;

export const VerdictName = z.enum(['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant']);
export type VerdictName = z.infer<typeof VerdictName>;

export const FindingStatusName = z.enum(['open', 'in-grace', 'waived', 'resolved']);
export type FindingStatusName = z.infer<typeof FindingStatusName>;

export const RuleTypeName = z.enum(['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness', 'identity']);
export type RuleTypeName = z.infer<typeof RuleTypeName>;

/** Another resource, as much of it as a list shows. `name` is null where the caller may not read it. */
export const NamedReference = z.object({ id: z.uuid(), name: z.string().nullable() });
export type NamedReference = z.infer<typeof NamedReference>;

/** Why a verdict is what it is, as data and as a sentence. */
export const ReasonView = z.object({
  code: z.string(),
  policyName: z.string().optional(),
  ruleId: z.string().optional(),
  subject: z.string().optional(),
  detail: z.string().optional(),
  sentence: z.string(),
});
export type ReasonView = z.infer<typeof ReasonView>;

/** What a verdict cites, so that it can be reproduced. */
export const CitationsView = z.object({
  policies: z.array(z.object({ name: z.string(), version: z.number(), hash: z.string() })),
  catalogueVersion: z.string().nullable(),
  placeDatabaseDate: z.string().nullable(),
  epoch: z.number().nullable(),
});
export type CitationsView = z.infer<typeof CitationsView>;

/** How a list is exported: CSV (RFC 4180) with a header line, or the items of the list as JSON, one a line. */
export const ExportFormat = z.enum(['csv', 'ndjson']);
export type ExportFormat = z.infer<typeof ExportFormat>;

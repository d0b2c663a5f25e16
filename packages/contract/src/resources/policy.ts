import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { Instant } from './common.ts';

/** `/v1/policies`: named documents of rules, with a draft and immutable published versions. */

/** Key of a policy: `metadata.name` of its document. */
export const PolicyName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens, such as foreign-cloud');

export const PolicyParams = z.strictObject({ name: PolicyName });
export const PolicyVersionParams = z.strictObject({
  name: PolicyName,
  version: z.coerce.number().int().min(1).max(2_147_483_647),
});

export const PolicyVersionSummary = z.object({
  version: z.number(),
  state: z.enum(['draft', 'scheduled', 'in-force', 'superseded', 'withdrawn']),
  title: z.string(),
  hash: z.string().describe('SHA-256 over the canonical JSON (RFC 8785) of the document, lower-case hex.'),
  sourceFormat: z.enum(['yaml', 'json']),
  createdBy: z.uuid().nullable(),
  createdAt: Instant,
  publishedBy: z.uuid().nullable(),
  publishedAt: Instant.nullable(),
  effectiveFrom: Instant.nullable(),
});
export type PolicyVersionSummary = z.infer<typeof PolicyVersionSummary>;

export const PolicyVersion = PolicyVersionSummary.extend({
  source: z.string().describe('The document as it was put.'),
  document: z.record(z.string(), z.unknown()),
});
export type PolicyVersion = z.infer<typeof PolicyVersion>;

export const PolicySummary = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string(),
  createdAt: Instant,
  withdrawnAt: Instant.nullable(),
  inForce: z.number().nullable().describe('Version in force.'),
  scheduled: z.number().nullable().describe('Version that comes into force later.'),
  draft: z.number().nullable().describe('Version that is being written.'),
});
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyPage = pageOf(PolicySummary);
export const PolicyVersionPage = pageOf(PolicyVersionSummary);

export const PolicyListQuery = z.strictObject(PAGE_QUERY);
export const PolicyVersionListQuery = z.strictObject(PAGE_QUERY);

/** A document in its source form; the body may also be the document itself, as YAML or JSON. */
export const PolicyPut = z.strictObject({ format: z.enum(['yaml', 'json']), source: z.string().min(1).max(262_144) });
export type PolicyPut = z.infer<typeof PolicyPut>;

/** Something in a document that is allowed, but that its author should look at. */
export const PolicyWarning = z.object({
  pointer: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
  message: z.string(),
});
export type PolicyWarning = z.infer<typeof PolicyWarning>;

/** Something wrong with a document, or that its author should look at. */
export const PolicyFault = PolicyWarning.extend({ severity: z.enum(['error', 'warning']) });
export type PolicyFault = z.infer<typeof PolicyFault>;

export const PolicyLint = z.object({
  faults: z
    .array(PolicyFault)
    .max(1_000)
    .describe('By line; at most 1,000. Without an error among them it can be stored.'),
  document: z.record(z.string(), z.unknown()).nullable().describe('As it was read; null if it has errors.'),
});
export type PolicyLint = z.infer<typeof PolicyLint>;

export const PolicyChangesQuery = z.strictObject({
  since: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('Absent: the version before.'),
});
export type PolicyChangesQuery = z.infer<typeof PolicyChangesQuery>;

export const PolicyChange = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  pointer: z.string().describe('Into the newer document; of what was removed, into the older one.'),
  part: z.object({ kind: z.enum(['rule', 'remediation', 'evidence']), id: z.string() }).nullable(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type PolicyChange = z.infer<typeof PolicyChange>;

export const PolicyChanges = z.object({
  since: z.number().nullable().describe('Null: there is no version before.'),
  changes: z.array(PolicyChange).describe('In meaning: order and layout of the text do not matter.'),
});
export type PolicyChanges = z.infer<typeof PolicyChanges>;

export const PutPolicy = z.object({
  policy: PolicySummary,
  draft: PolicyVersionSummary,
  warnings: z.array(PolicyWarning),
});
export type PutPolicy = z.infer<typeof PutPolicy>;

export const PolicyPublish = z.strictObject({
  effectiveFrom: z.iso.datetime().optional().describe('Absent: now. At most 366 days ahead.'),
});
export type PolicyPublish = z.infer<typeof PolicyPublish>;

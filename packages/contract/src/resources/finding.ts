import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import {
  ExportFormat,
  FindingStatusName,
  Instant,
  lineOfText,
  NamedReference,
  RuleTypeName,
  SeverityName,
  VendorFilter,
} from './common.ts';
import { PolicyName } from './policy.ts';

/** `/v1/findings`: one rule failing on one device for one subject, newest first. */
export const FindingSummary = z.object({
  id: z.uuid(),
  deviceId: z.uuid(),
  policyName: z.string(),
  policyVersion: z.number().describe('Version of the policy when the finding was last changed.'),
  ruleId: z.string(),
  ruleType: z.string(),
  subject: z.string(),
  status: FindingStatusName,
  severity: SeverityName,
  firstSeen: Instant,
  lastSeen: Instant,
  dueAt: Instant.nullable().describe('End of grace.'),
  resolvedAt: Instant.nullable(),
  resolvedReason: z.string().nullable(),
  reopened: z.number(),
  despiteRemediation: z
    .string()
    .nullable()
    .describe('A remediation that covers the rule and the build, and yet it happened: the fix does not hold there.'),
});
export type FindingSummary = z.infer<typeof FindingSummary>;

/** As lists show it: with what tells a reader which device it is. */
export const FindingListItem = FindingSummary.extend({
  device: z.object({ manufacturer: z.string(), model: z.string() }),
  person: NamedReference.nullable().describe('Who holds the device.'),
});
export type FindingListItem = z.infer<typeof FindingListItem>;

export const FindingPage = pageOf(FindingListItem);

/** A piece of a report that makes the rule fail. `observed` is a device's own words: escape it. */
export const EvidenceView = z.object({
  reportId: z.string(),
  pointer: z.string(),
  observedAt: Instant,
  observed: z.unknown(),
  expected: z.unknown(),
  catalogueEntry: z.string().nullable(),
  matched: z.array(z.object({ condition: z.string(), value: z.string() })),
  place: z
    .object({
      country: z.string().nullable(),
      asn: z.number().nullable(),
      special: z.boolean(),
      databaseDate: z.string().nullable(),
    })
    .nullable(),
  build: z.string().nullable(),
});
export type EvidenceView = z.infer<typeof EvidenceView>;

export const FindingEvent = z.object({
  kind: z.string(),
  at: Instant,
  recordedAt: Instant,
  reportId: z.uuid().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type FindingEvent = z.infer<typeof FindingEvent>;

export const Finding = FindingSummary.extend({
  explanation: z.object({
    administrator: z.string().describe('Observed and expected, in a sentence.'),
    person: z.string().describe('What its holder is told.'),
    advice: z.string().nullable(),
  }),
  evidence: z.array(EvidenceView),
  advice: z.string().nullable(),
  remediation: z.string().nullable(),
  waiverId: z.uuid().nullable(),
  overflow: z.number().nullable(),
  history: z.array(FindingEvent).describe('Newest first, at most 200.'),
});
export type Finding = z.infer<typeof Finding>;

/** Filters that lists of findings share, whether of the organisation or of one device. */
export const FINDING_FILTERS = {
  status: z
    .enum([...FindingStatusName.options, 'failing', 'present'])
    .optional()
    .describe('"failing": open or in grace, as the overview counts. "present": all but the resolved ones.'),
  severity: SeverityName.optional(),
  ruleType: RuleTypeName.optional(),
  policy: PolicyName.optional(),
  ruleId: lineOfText(64).optional(),
};

/** What lists, counts and exports of findings narrow by. */
const ALL_FINDING_FILTERS = {
  ...FINDING_FILTERS,
  deviceId: z.uuid().optional(),
  unitId: z.uuid().optional().describe('With its sub-units.'),
  vendor: VendorFilter.optional().describe('Of the device; "-": not in the catalogue.'),
  q: lineOfText(100)
    .optional()
    .describe('Part of rule, subject, manufacturer, model or, for who may read people, name of the holder.'),
  subject: lineOfText(512).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional()
    .describe('Egress findings whose evidence says that data went there. ISO 3166-1 alpha-2.'),
};
export const FindingFilter = z.strictObject(ALL_FINDING_FILTERS);
export type FindingFilter = z.infer<typeof FindingFilter>;

export const FindingListQuery = z.strictObject({ ...PAGE_QUERY, ...ALL_FINDING_FILTERS });
export type FindingListQuery = z.infer<typeof FindingListQuery>;

export const FindingCount = z.object({
  findings: z.number().int(),
  devices: z.number().int().describe('Devices that have them.'),
});
export type FindingCount = z.infer<typeof FindingCount>;

/** `/v1/findings/facets`: what lists of findings can be narrowed by. */
export const FindingFacets = z.object({
  rules: z.array(z.object({ policyName: z.string(), ruleId: z.string() })).describe('By name.'),
  vendors: z.array(z.string().nullable()).describe('Of the devices; null: not in the catalogue.'),
});
export type FindingFacets = z.infer<typeof FindingFacets>;

export const FindingExportQuery = z.strictObject({ format: ExportFormat, ...ALL_FINDING_FILTERS });
export type FindingExportQuery = z.infer<typeof FindingExportQuery>;

export const DeviceFindingListQuery = z.strictObject({
  ...PAGE_QUERY,
  ...FINDING_FILTERS,
  sort: z
    .enum(['newest', 'worst'])
    .default('newest')
    .describe('"worst": open ones first, then those in grace, waived and resolved; of each the most severe first.'),
});
export type DeviceFindingListQuery = z.infer<typeof DeviceFindingListQuery>;

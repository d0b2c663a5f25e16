import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import {
  CitationsView,
  ExportFormat,
  Instant,
  lineOfText,
  NamedReference,
  OwnershipName,
  ReasonView,
  StableKey,
  VendorFilter,
  VerdictName,
} from './common.ts';
import { DestinationHost, NetworkText, PackageName } from './inventory.ts';

/** `/v1/devices`: the inventory. */

export const DeviceStateName = z.enum(['pending', 'active', 'retired']);
export type DeviceStateName = z.infer<typeof DeviceStateName>;

/** A word that administrators put to devices. */
export const Tag = lineOfText(64);
const Identifier = lineOfText(256);

/** A device as lists show it, with its stored verdict. */
export const DeviceSummary = z.object({
  id: z.uuid(),
  state: DeviceStateName,
  verdict: VerdictName,
  verdictSince: Instant,
  vendor: z.string().nullable(),
  manufacturer: z.string(),
  brand: z.string().nullable(),
  model: z.string(),
  osName: z.string(),
  osVersion: z.string(),
  osBuild: z.string().nullable(),
  serialNumber: z.string().nullable(),
  imei: z.array(z.string()),
  ownership: OwnershipName,
  unit: NamedReference,
  person: NamedReference.nullable(),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
  openFindings: z.number().describe('Findings that are open or in grace.'),
  enrolledAt: Instant,
  lastReportAt: Instant.nullable(),
});
export type DeviceSummary = z.infer<typeof DeviceSummary>;

export const DevicePage = pageOf(DeviceSummary);

/** One device with all that is known of it. Reading it judges it first if a change is due. */
export const Device = DeviceSummary.extend({
  product: z.string().nullable(),
  formFactor: z.string().nullable(),
  securityPatch: z.iso.date().nullable(),
  keyAlgorithm: z.string(),
  keyThumbprint: z.string(),
  approvedAt: Instant.nullable(),
  retiredAt: Instant.nullable(),
  retiredReason: z.string().nullable(),
  replacesDeviceId: z.uuid().nullable(),
  enrolmentTokenId: z.uuid(),
  judgedAt: Instant.nullable(),
  nextChangeAt: Instant.nullable().describe('When the verdict changes by itself at the earliest.'),
  reasons: z.array(ReasonView),
  notEvaluated: z.array(z.record(z.string(), z.unknown())),
  citations: CitationsView,
  lastReportId: z.uuid().nullable(),
  lastSeq: z.number().nullable(),
});
export type Device = z.infer<typeof Device>;

/** What lists, counts and exports of devices narrow by; all that is given has to hold. */
export const DEVICE_FILTERS = {
  state: DeviceStateName.optional(),
  verdict: VerdictName.optional(),
  unitId: z.uuid().optional().describe('With its sub-units, unless "subUnits" says otherwise.'),
  subUnits: z.enum(['with', 'without']).optional().describe('With "unitId": whether devices of its sub-units fit too.'),
  personId: z.uuid().optional(),
  vendor: VendorFilter.optional().describe('Vendor key of the catalogue.'),
  ownership: OwnershipName.optional(),
  tag: Tag.optional(),
  group: StableKey.optional(),
  model: Identifier.optional(),
  serialNumber: Identifier.optional(),
  imei: z
    .string()
    .regex(/^\d{14,16}$/)
    .optional(),
  q: lineOfText(100)
    .optional()
    .describe(
      'Part of model, brand, serial number, IMEI or name of the holder; one or two characters: how a word of them begins.',
    ),
  package: PackageName.optional().describe('Devices that have this app.'),
  destination: DestinationHost.optional().describe(
    'Devices that spoke to this host, or to this address without a host.',
  ),
  network: NetworkText.optional().describe('Devices that spoke to an address within it.'),
  reported: z.enum(['ever', 'never']).optional().describe('Whether it has reported yet.'),
  since: z.iso.date().optional().describe('With "destination" or "network": on that day (UTC) or later.'),
};
export const DeviceFilter = z.strictObject(DEVICE_FILTERS);
export type DeviceFilter = z.infer<typeof DeviceFilter>;

const SORTS = ['name', 'holder', 'unit', 'verdict', 'lastReportAt', 'enrolledAt'] as const;

/** What lists of devices are sorted by. */
export const DeviceSort = z
  .enum(SORTS.flatMap((name) => [name, `-${name}`] as const))
  .describe(
    'With "-" before it, the other way round. Devices without what is sorted by come last either way: without a holder, ' +
      'never reported, and by verdict those that are pending or retired. "verdict" begins with the worst. Where it is the ' +
      'same, the earlier enrolled comes first (with "-", the later).',
  );
export type DeviceSort = z.infer<typeof DeviceSort>;

/** A cursor of a sorted list holds what it is sorted by. */
const SortedCursor = z
  .string()
  .min(1)
  .max(1_500)
  .optional()
  .describe('`nextCursor` of the page before, of the same order.');

export const DeviceListQuery = z.strictObject({
  ...PAGE_QUERY,
  cursor: SortedCursor,
  sort: DeviceSort.default('enrolledAt'),
  ...DEVICE_FILTERS,
});
export type DeviceListQuery = z.infer<typeof DeviceListQuery>;

const MAX_IDS = 5_000;

export const DeviceIdsQuery = z.strictObject({
  cursor: PAGE_QUERY.cursor,
  limit: z.coerce.number().int().min(1).max(MAX_IDS).default(1_000).describe('How many ids at most.'),
  ...DEVICE_FILTERS,
});
export type DeviceIdsQuery = z.infer<typeof DeviceIdsQuery>;

export const DeviceIdPage = pageOf(z.uuid());

export const DeviceCount = z.object({ devices: z.number().int() });
export type DeviceCount = z.infer<typeof DeviceCount>;

export const DeviceExportQuery = z.strictObject({
  format: ExportFormat,
  sort: DeviceSort.default('enrolledAt'),
  ...DEVICE_FILTERS,
});
export type DeviceExportQuery = z.infer<typeof DeviceExportQuery>;

export const DevicePatch = z.strictObject({
  unitId: z.uuid().optional(),
  personId: z.uuid().nullable().optional().describe('null: nobody holds it.'),
  ownership: OwnershipName.optional(),
  groups: z.array(StableKey).max(50).optional(),
  tags: z.array(Tag).max(50).optional(),
});
export type DevicePatch = z.infer<typeof DevicePatch>;

export const DeviceRetire = z.strictObject({ reason: lineOfText(500) });
export type DeviceRetire = z.infer<typeof DeviceRetire>;

export const ConfirmIdentity = z.strictObject({ reason: lineOfText(500) });
export type ConfirmIdentity = z.infer<typeof ConfirmIdentity>;

/** `/v1/devices/{id}/reports` */
export const DeviceReport = z.object({
  id: z.uuid(),
  seq: z.number(),
  receivedAt: Instant,
  collectedAt: Instant,
  payloadSha256: z.string().describe('Lower-case hex SHA-256 of the payload as signed.'),
  isReduced: z.boolean().describe('Sections were left out on receipt: the signature can no longer be re-checked.'),
  reducedSections: z.array(z.string()),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

export const DeviceReportPage = pageOf(DeviceReport);

export const DeviceReportParams = z.strictObject({ id: z.uuid(), reportId: z.uuid() });

export const DeviceReportWithPayload = DeviceReport.extend({
  protectedHeader: z.string().describe('Base64url, as received.'),
  signature: z.string().describe('Base64url.'),
  payload: z.record(z.string(), z.unknown()).describe('What the device said. Hostile text: escape it.'),
});
export type DeviceReportWithPayload = z.infer<typeof DeviceReportWithPayload>;

/** `/v1/devices/{id}/verdicts`: the verdict over valid time, newest first. */
export const VerdictPeriod = z.object({
  id: z.uuid(),
  verdict: VerdictName,
  validFrom: Instant,
  validTo: Instant.nullable(),
  recordedAt: Instant,
  cause: z.string(),
  reportId: z.uuid().nullable(),
  reasons: z.array(ReasonView),
  citations: CitationsView,
  unitId: z.uuid(),
  personId: z.uuid().nullable(),
  ownership: OwnershipName,
});
export type VerdictPeriod = z.infer<typeof VerdictPeriod>;

export const VerdictPeriodPage = pageOf(VerdictPeriod);

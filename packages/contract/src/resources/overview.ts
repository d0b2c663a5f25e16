import { z } from 'zod';
import { Instant, NamedReference, RuleTypeName, SeverityName, VerdictName } from './common.ts';
import { DeviceStateName } from './device.ts';

/** `/v1/overview`: the fleet in numbers, within the units of the caller. A member that needs a right the caller lacks is null. */

const Count = z.number().int();

const RuleCount = z.object({
  policyName: z.string(),
  ruleId: z.string(),
  ruleType: RuleTypeName,
  severity: SeverityName.describe('The highest among its findings.'),
  findings: Count,
  devices: Count,
});

const CountryCount = z.object({
  country: z.string().describe('ISO 3166-1 alpha-2.'),
  devices: Count,
  findings: Count,
  categories: z.array(z.string()).describe('Data categories that went there.'),
});

const VendorFindings = z.object({
  vendor: z.string().nullable().describe('Catalogue vendor of the device; null: not in the catalogue.'),
  findings: Count,
  devices: Count,
});

export const OverviewFindings = z.object({
  open: Count,
  inGrace: Count,
  waived: Count,
  devices: Count.describe('Devices with a finding that is open or in grace.'),
  byRule: z.array(RuleCount).describe('At most 10, most devices first.'),
  byVendor: z.array(VendorFindings).describe('Findings that are open or in grace; at most 10, most devices first.'),
  byCountry: z
    .array(CountryCount)
    .describe('Where data went by the evidence of egress findings that are open or in grace; at most 20.'),
});
export type OverviewFindings = z.infer<typeof OverviewFindings>;

export const Overview = z.object({
  countedAt: Instant.describe('What changed by then is counted; at most some seconds ago.'),
  devices: z.record(DeviceStateName, Count),
  verdicts: z.record(VerdictName, Count).describe('Of active devices.'),
  vendors: z
    .array(z.object({ vendor: z.string().nullable(), devices: Count, nonCompliant: Count }))
    .describe('Active devices by catalogue vendor, at most 10; null: not in the catalogue.'),
  units: z
    .array(z.object({ unit: NamedReference, devices: Count, nonCompliant: Count, compliant: Count }))
    .describe('Units with active devices of their own, the smallest share of compliant ones first; at most 10.'),
  reportedLastHour: Count.describe('Active devices that reported within the last hour, to ten minutes.'),
  findings: OverviewFindings.nullable(),
  attention: z.object({
    noticesNotAcknowledged: Count.nullable(),
    pendingDevices: Count,
    neverReported: Count,
    tokensEndingSoon: Count.nullable().describe('Enrolment tokens that are valid and end within 7 days.'),
    apiTokensEndingSoon: Count.nullable().describe('API tokens that are valid and end within 7 days.'),
    silentDevices: Count.nullable().describe(
      'Devices with an open finding of a freshness rule, whatever else their verdict says.',
    ),
    placeDatabaseDate: z.iso.date().nullable().describe('Date of the IP database that places are looked up in.'),
    isPlaceDatabaseOld: z.boolean().describe('It is more than 90 days old: countries may be wrong.'),
  }),
});
export type Overview = z.infer<typeof Overview>;

/** `/v1/overview/verdicts` */
export const VerdictDaysQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(400).default(30) });
export type VerdictDaysQuery = z.infer<typeof VerdictDaysQuery>;

export const VerdictDays = z.object({
  days: z
    .array(z.object({ day: z.iso.date().describe('UTC.'), verdicts: z.record(VerdictName, Count) }))
    .describe(
      'Active devices by verdict at the end of each day, oldest first; the last one is today, as it stands. A day on which no worker ran is left out.',
    ),
});
export type VerdictDays = z.infer<typeof VerdictDays>;

const Milliseconds = z.number().int().describe('From receipt to verdict, to within 19 %.');

/** `/v1/overview/throughput` */
export const Throughput = z.object({
  minutes: z
    .array(z.object({ at: Instant, reports: Count, p50Ms: Milliseconds.nullable(), p95Ms: Milliseconds.nullable() }))
    .describe(
      'The last 60 minutes, oldest first, the present one included, by when reports were received; only what is judged is counted.',
    ),
  reports: Count.describe('Of these minutes.'),
  p50Ms: Milliseconds.nullable(),
  p95Ms: Milliseconds.nullable(),
});
export type Throughput = z.infer<typeof Throughput>;

import { boundedText, DataCategory, normaliseHost, parseIp, parseNetwork } from '@cordon/policy';
import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { lineOfText } from './common.ts';

/** `/v1/apps` and `/v1/destinations`: what the fleet has, and where it speaks to, without reading reports. */

/** A package name as devices report it: case counts. */
export const PackageName = boundedText(256).min(1);

/** A network in CIDR notation, or one address. */
export const NetworkText = z
  .string()
  .max(64)
  .refine((text) => parseNetwork(text) !== undefined && !text.toLowerCase().startsWith('::ffff:'), {
    error: 'must be an IPv4 or IPv6 network such as 42.62.48.0/24, or an address',
  });

/** A host name, or an address where devices reported no host; told in its one form. */
export const DestinationHost = z
  .string()
  .min(1)
  .max(253)
  .transform((text) => (parseIp(text) ? text.toLowerCase() : (normaliseHost(text) ?? text.toLowerCase())));

const Count = z.number().int();
const Day = z.iso.date();
const MAX_VERSIONS = 50;

export const FleetApp = z.object({
  package: z.string(),
  devices: Count.describe('Devices that have it by their last list of apps; retired ones are left out.'),
  signers: z
    .array(z.object({ signers: z.array(z.string()), devices: Count }))
    .describe('Sets of signing certificates it was seen with, most devices first. More than one deserves a look.'),
  versions: z
    .array(z.object({ version: z.string().nullable(), devices: Count }))
    .describe(`Most devices first, at most ${MAX_VERSIONS}.`),
});
export type FleetApp = z.infer<typeof FleetApp>;

export const FleetAppPage = pageOf(FleetApp);

export const FleetAppListQuery = z.strictObject({
  ...PAGE_QUERY,
  unitId: z.uuid().optional().describe('With its sub-units.'),
  q: lineOfText(100).optional().describe('Part of the package name.'),
});
export type FleetAppListQuery = z.infer<typeof FleetAppListQuery>;

export const FleetAppParams = z.strictObject({ package: PackageName });

export const FleetDestination = z.object({
  id: z.uuid(),
  host: z.string().describe('Host name; the address, where devices reported no host.'),
  country: z.string().nullable().describe('ISO 3166-1 alpha-2, by the IP database at the time; null: unknown.'),
  categories: z.array(DataCategory).describe('Kinds of data seen to go there.'),
  devices: Count.describe('Devices that spoke to it; retired ones are left out.'),
  firstSeen: Day.describe('Day (UTC) of the first report of it that is still known.'),
  lastSeen: Day.describe('Day (UTC) of the last report of it.'),
});
export type FleetDestination = z.infer<typeof FleetDestination>;

export const FleetDestinationPage = pageOf(FleetDestination);

export const FleetDestinationListQuery = z.strictObject({
  ...PAGE_QUERY,
  unitId: z.uuid().optional().describe('With its sub-units.'),
  q: lineOfText(100).optional().describe('Part of the host name or address.'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  network: NetworkText.optional().describe('Only what was seen at an address within it counts.'),
  since: Day.optional().describe('Seen on that day (UTC) or later.'),
});
export type FleetDestinationListQuery = z.infer<typeof FleetDestinationListQuery>;

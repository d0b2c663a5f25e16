import { z } from 'zod';

/**
 * What a report says about a device: the part of the report payload that policies are judged on
 * (docs/device-protocol.md, "Report"). The envelope (`iss`, `seq`, …) is the contract package's.
 */

/** Well-formed Unicode without U+0000, at most `max` UTF-16 code units: the protocol's rule for every string. */
export function boundedText(max: number) {
  return z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !text.includes('\0'), {
      error: 'must be well-formed Unicode without U+0000',
    });
}

const Text = boundedText(256);
/** No clock of a handset, and no calendar of a database, is right about what was before 1970. */
const Timestamp = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0, { error: 'must not be before 1970' });

/** The kinds of personal data that a connection was seen to carry. */
export const DataCategory = z.enum([
  'imei',
  'imsi',
  'phone-number',
  'carrier-name',
  'contacts',
  'sms',
  'call-log',
  'location',
  'photos',
  'files',
  'app-list',
  'browsing',
  'advertising-id',
  'other',
]);
export type DataCategory = z.infer<typeof DataCategory>;

/** State of a cloud service on a device, weakest first. */
export const ServiceState = z.enum(['present', 'enabled', 'in-use']);
export type ServiceState = z.infer<typeof ServiceState>;

export const FormFactor = z.enum(['phone', 'tablet', 'wearable', 'laptop', 'other']);
export type FormFactor = z.infer<typeof FormFactor>;

export const DeviceFacts = z.looseObject({
  manufacturer: Text.min(1),
  brand: Text.optional(),
  model: Text.min(1),
  product: Text.optional(),
  formFactor: FormFactor.optional(),
  serialNumber: Text.optional(),
  imei: z
    .array(z.string().regex(/^\d{14,16}$/, 'must be 14 to 16 digits'))
    .max(4)
    .optional(),
  os: z.looseObject({
    name: Text.min(1),
    version: Text.min(1),
    build: Text.nullish(),
    securityPatch: z.iso.date().nullish(),
  }),
});
export type DeviceFacts = z.infer<typeof DeviceFacts>;

export const PostureFacts = z.looseObject({
  encrypted: z.boolean().optional(),
  screenLock: z.boolean().optional(),
  rooted: z.boolean().optional(),
  bootloaderUnlocked: z.boolean().optional(),
  developerMode: z.boolean().optional(),
  adbEnabled: z.boolean().optional(),
  unknownSources: z.boolean().optional(),
});
export type PostureFacts = z.infer<typeof PostureFacts>;

export const CarrierFacts = z.looseObject({ name: Text.optional(), roaming: z.boolean().optional() });

export const AppFacts = z.looseObject({
  package: Text.min(1),
  version: Text.optional(),
  versionCode: z.int().nonnegative().optional(),
  installer: Text.nullish(),
  signers: z.array(Text).max(16).optional(),
  system: z.boolean().optional(),
});
export type AppFacts = z.infer<typeof AppFacts>;

/** A service is named by catalogue key or by account type; at least one of the two. */
export const ServiceFacts = z
  .looseObject({
    service: Text.optional(),
    accountType: Text.optional(),
    state: ServiceState,
    syncs: z.array(Text).max(64).optional(),
  })
  .refine((entry) => entry.service !== undefined || entry.accountType !== undefined, {
    error: 'name the service by "service" or "accountType"',
  });
export type ServiceFacts = z.infer<typeof ServiceFacts>;

/** A destination the device spoke to since its last accepted report; at least a host or an address. */
export const ConnectionFacts = z
  .looseObject({
    host: boundedText(253).optional(),
    ip: z.union([z.ipv4(), z.ipv6()]).optional(),
    port: z.int().min(0).max(65_535).optional(),
    protocol: Text.optional(),
    app: Text.optional(),
    bytesSent: z.number().nonnegative().optional(),
    firstSeen: Timestamp.optional(),
    lastSeen: Timestamp.optional(),
    data: z.array(DataCategory).max(DataCategory.options.length).optional(),
  })
  .refine((entry) => entry.host !== undefined || entry.ip !== undefined, {
    error: 'name the destination by "host" or "ip"',
  });
export type ConnectionFacts = z.infer<typeof ConnectionFacts>;

/**
 * The judged part of a report. Each section after `device` is absent (not collected) or present, perhaps
 * empty (collected, nothing there): the difference decides between `unknown` and a pass.
 */
export const ReportFacts = z.looseObject({
  device: DeviceFacts,
  posture: PostureFacts.optional(),
  carrier: CarrierFacts.optional(),
  apps: z.array(AppFacts).max(2_000).optional(),
  services: z.array(ServiceFacts).max(200).optional(),
  connections: z.array(ConnectionFacts).max(2_000).optional(),
});
export type ReportFacts = z.infer<typeof ReportFacts>;

/** The sections of a report that a device may leave out. */
export const ReportSection = z.enum(['posture', 'carrier', 'apps', 'services', 'connections']);
export type ReportSection = z.infer<typeof ReportSection>;

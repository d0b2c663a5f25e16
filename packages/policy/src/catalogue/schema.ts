import { z } from 'zod';
import { boundedText } from '../facts.ts';
import { normaliseHost } from '../matching/host.ts';

/**
 * What the catalogue says of a vendor and of a cloud service: facts with their source and date, never a ban. The
 * same schemas hold for the built-in entries and for those an organisation adds.
 */

function line(max: number) {
  return boundedText(max)
    .min(1)
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'must be one line of text' });
}

const Name = line(128);
const Key = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');
const ServiceKey = z
  .string()
  .max(129)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be "vendor/service" in lower case');

/** A glob over a model or device code name; a pattern that stands for nearly any text would name every device. */
const Glob = line(64).refine((pattern) => pattern.replaceAll(/[*\s]/g, '').length >= 2, {
  error: 'must have at least two characters besides "*"',
});

/** A domain in its one form (`normaliseHost`), of two labels at least. */
const Domain = z
  .string()
  .max(253)
  .refine((domain) => normaliseHost(domain) === domain && domain.includes('.'), {
    error: 'must be a domain in lower case, as A-labels, without a trailing dot',
  });

/** A whole package name, or a prefix of package names that ends in a dot. */
const PackagePattern = z
  .string()
  .max(128)
  .regex(/^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*\.?$/, 'must be a package name, or a prefix ending in "."');

/** A whole package name. */
const PackageName = PackagePattern.refine((name) => !name.endsWith('.'), { error: 'must be a whole package name' });

const AccountType = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_.:/-]+$/, 'must be an account type');
/** ISO 3166-1 alpha-2. */
const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');

/** Where a fact is from, and the day it was read or published. */
export const CatalogueSource = z.strictObject({
  title: line(200),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  date: z.iso.date(),
});
export type CatalogueSource = z.infer<typeof CatalogueSource>;

/** How a vendor names firmware builds; absent: dotted alphanumerics. */
const BuildPattern = z.enum(['miui', 'samsung', 'android']);

export const CatalogueVendor = z.strictObject({
  key: Key,
  name: Name,
  legalNames: z.array(Name).max(64),
  brands: z.array(Name).max(64),
  /** Other ways the names are written; case, punctuation and words such as "Inc" need none. */
  spellings: z.array(Name).max(64).optional(),
  /** Globs with `*` over the model, case-insensitive. */
  models: z.array(Glob).max(1_000),
  /** Device code names, exact or globs, case-insensitive. */
  products: z.array(Glob).max(1_000),
  /** Packages that it publishes; other makers preinstall many of them. */
  packages: z.array(PackagePattern).max(500),
  /**
   * Core packages of its own firmware (launcher, updater, security and account core), which are system packages of no
   * other make's. Only makers of handsets have any.
   */
  firmwarePackages: z.array(PackageName).max(100).optional(),
  domains: z.array(Domain).max(2_000),
  /** Country of origin. */
  country: CountryCode.optional(),
  /** Jurisdiction of the legal seat. */
  seat: CountryCode.optional(),
  /** Vendors of the same group, whose names may stand together in one device's identity (Huawei and Honor until 2020). */
  related: z.array(Key).max(16).optional(),
  /** Vendors that made handsets under its brands (Nexus): their names may stand together, but nothing else is shared. */
  madeBy: z.array(Key).max(16).optional(),
  buildPattern: BuildPattern.optional(),
  sources: z.array(CatalogueSource).min(1).max(32),
  /** The day the entry was last checked as a whole. */
  asOf: z.iso.date(),
});
export type CatalogueVendor = z.infer<typeof CatalogueVendor>;

const ServiceFields = z.strictObject({
  key: ServiceKey,
  vendor: Key,
  name: Name,
  domains: z.array(Domain).max(500),
  packages: z.array(PackagePattern).max(200),
  accountTypes: z.array(AccountType).max(32),
  /** Legal name of the operator, where it is not the vendor itself. */
  operator: Name.optional(),
  /** Jurisdiction of the operator's legal seat; absent: the vendor's. */
  seat: CountryCode.optional(),
  sources: z.array(CatalogueSource).min(1).max(32),
  asOf: z.iso.date(),
});

const OF_VENDOR = { error: 'must begin with the vendor key and "/"', path: ['key'] };

export const CatalogueService = ServiceFields.refine((entry) => entry.key.startsWith(`${entry.vendor}/`), OF_VENDOR);
export type CatalogueService = z.infer<typeof CatalogueService>;

/** An organisation's entry: a new vendor, or the fields that replace those of the built-in entry of that key. */
export const CatalogueVendorOverride = CatalogueVendor.partial().required({ key: true, sources: true, asOf: true });
export type CatalogueVendorOverride = z.infer<typeof CatalogueVendorOverride>;

/** An organisation's entry: a new service, or the fields that replace those of the built-in entry of that key. */
export const CatalogueServiceOverride = ServiceFields.omit({ vendor: true })
  .partial()
  .required({ key: true, sources: true, asOf: true });
export type CatalogueServiceOverride = z.infer<typeof CatalogueServiceOverride>;

/** What an organisation adds to the catalogue or changes in it; each key at most once. */
export const CatalogueOverrides = z.strictObject({
  vendors: z
    .array(CatalogueVendorOverride)
    .max(500)
    .refine(hasUniqueKeys, { error: 'must name each vendor once' })
    .default([]),
  services: z
    .array(CatalogueServiceOverride)
    .max(500)
    .refine(hasUniqueKeys, { error: 'must name each service once' })
    .default([]),
});
export type CatalogueOverrides = z.infer<typeof CatalogueOverrides>;

function hasUniqueKeys(entries: readonly { key: string }[]): boolean {
  return new Set(entries.map((entry) => entry.key)).size === entries.length;
}

/** Vendors and services by key, with the version that verdicts cite. Never changed once built. */
export interface Catalogue {
  version: string;
  vendors: ReadonlyMap<string, CatalogueVendor>;
  services: ReadonlyMap<string, CatalogueService>;
}

/** One vendor's file of the built-in catalogue. */
export interface CatalogueFile {
  vendor: CatalogueVendor;
  services: readonly CatalogueService[];
}

import { hashCanonical } from '../language/hash.ts';
import { CATALOGUE_FILES } from './entries/all.ts';
import type { Catalogue, CatalogueOverrides, CatalogueService, CatalogueVendor } from './schema.ts';

export type { Catalogue } from './schema.ts';

let base: Catalogue | undefined;

/** The built-in catalogue: frozen, built once. Its version is the date of the newest entry and a hash of all of them. */
export function baseCatalogue(): Catalogue {
  base ??= build(
    CATALOGUE_FILES.map((file) => file.vendor),
    CATALOGUE_FILES.flatMap((file) => file.services),
    (vendors, services) => {
      const newest = [...vendors, ...services]
        .map((entry) => entry.asOf)
        .sort()
        .at(-1);
      return `${newest}.${contentHash([vendors, services])}`;
    },
  );
  return base;
}

/**
 * The catalogue as an organisation sees it. Each field that an override gives replaces the field of that key's
 * entry; an unknown key makes a new entry. The version cites the base's and a hash of the overrides; without
 * overrides the base itself is returned.
 */
export function withOverrides(catalogue: Catalogue, overrides: CatalogueOverrides): Catalogue {
  if (overrides.vendors.length === 0 && overrides.services.length === 0) return catalogue;
  const own = structuredClone(overrides);
  const vendors = new Map(catalogue.vendors);
  for (const entry of own.vendors)
    vendors.set(entry.key, { ...(vendors.get(entry.key) ?? newVendor(entry.key)), ...entry });
  const services = new Map(catalogue.services);
  for (const entry of own.services) {
    services.set(entry.key, { ...(services.get(entry.key) ?? newService(entry.key)), ...entry });
  }
  return build([...vendors.values()], [...services.values()], () => `${catalogue.version}+${contentHash(overrides)}`);
}

function build(
  vendors: readonly CatalogueVendor[],
  services: readonly CatalogueService[],
  versionOf: (vendors: readonly CatalogueVendor[], services: readonly CatalogueService[]) => string,
): Catalogue {
  return Object.freeze({
    version: versionOf(vendors, services),
    vendors: new Map(vendors.map((entry) => [entry.key, deepFreeze(entry)])),
    services: new Map(services.map((entry) => [entry.key, deepFreeze(entry)])),
  });
}

function newVendor(key: string): CatalogueVendor {
  return {
    key,
    name: key,
    legalNames: [],
    brands: [],
    models: [],
    products: [],
    packages: [],
    domains: [],
    sources: [],
    asOf: '',
  };
}

function newService(key: string): CatalogueService {
  const vendor = key.slice(0, key.indexOf('/'));
  return { key, vendor, name: key, domains: [], packages: [], accountTypes: [], sources: [], asOf: '' };
}

/** Enough of the hash to tell versions apart in a report, 64 bits in hex. */
const HASH_DIGITS = 16;

function contentHash(value: unknown): string {
  return hashCanonical(value).slice(0, HASH_DIGITS);
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

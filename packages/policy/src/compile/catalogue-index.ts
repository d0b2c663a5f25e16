import type { Catalogue } from '../catalogue/index.ts';
import { createDomainMatcher, type DomainMatch } from '../matching/domain-matcher.ts';
import { registrableDomainOf } from '../matching/host.ts';
import { identifyVendorsByField, isVendorConflict, type VendorsByField } from '../matching/identify-vendors.ts';

/** Who is behind a host, by the catalogue. */
export interface HostOwners {
  /** Keys of vendors whose domains, or whose services' domains, it belongs to; the most specific first. */
  vendors: readonly string[];
  services: readonly string[];
  /** Legal seats of the operators named by the most specific entry; empty: unknown. */
  seats: readonly string[];
  /** Registrable domain; behind a CDN name that of the embedded vendor domain. The stable name in finding subjects. */
  name: string;
}

/** The device strings that name a vendor. */
export interface HardwareNames {
  manufacturer: string;
  brand?: string;
  model: string;
  product?: string;
}

/** Vendor keys that a device's strings name, in all and by field. */
export interface IdentifiedVendors {
  vendors: readonly string[];
  byField: VendorsByField;
  /** Whether two strings name different vendors that have nothing to do with each other. */
  hasConflict: boolean;
}

type Owner = { vendor: string; service?: string };

/** The catalogue turned into look-ups. */
export interface CatalogueIndex {
  identify(device: HardwareNames): IdentifiedVendors;
  /** Of a host that `normaliseHost` gave. */
  ownersOf(host: string): HostOwners;
  /** Services that a package belongs to, by its whole name or a listed prefix. */
  servicesOfPackage(name: string): readonly string[];
  servicesByAccountType: ReadonlyMap<string, readonly string[]>;
}

const indexes = new WeakMap<Catalogue, CatalogueIndex>();

/** The look-ups of a catalogue, made once for each catalogue object. */
export function catalogueIndexOf(catalogue: Catalogue): CatalogueIndex {
  const known = indexes.get(catalogue);
  if (known) return known;
  const index = createIndex(catalogue);
  indexes.set(catalogue, index);
  return index;
}

function createIndex(catalogue: Catalogue): CatalogueIndex {
  const hosts = createDomainMatcher<Owner>(domainEntries(catalogue));
  const services = [...catalogue.services.values()];
  return {
    identify: createIdentifier(catalogue),
    ownersOf: (host) => ownersFrom(host, hosts.matchNormalised(host), catalogue),
    servicesOfPackage: createPackageLookUp(groupKeys(services.map((service) => [service.key, service.packages]))),
    servicesByAccountType: groupKeys(services.map((service) => [service.key, service.accountTypes])),
  };
}

function* domainEntries(catalogue: Catalogue): Iterable<[string, Owner]> {
  for (const vendor of catalogue.vendors.values()) {
    for (const domain of vendor.domains) yield [domain, { vendor: vendor.key }];
  }
  for (const service of catalogue.services.values()) {
    for (const domain of service.domains) yield [domain, { vendor: service.vendor, service: service.key }];
  }
}

function groupKeys(lists: readonly (readonly [key: string, names: readonly string[]])[]): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const [key, names] of lists) {
    for (const name of names) {
      const keys = byName.get(name);
      if (keys) keys.push(key);
      else byName.set(name, [key]);
    }
  }
  return byName;
}

const NO_KEYS: readonly string[] = Object.freeze([]);

/** By whole name, and by every listed prefix that ends in a dot. */
function createPackageLookUp(byPattern: ReadonlyMap<string, readonly string[]>): CatalogueIndex['servicesOfPackage'] {
  const hasPrefixes = [...byPattern.keys()].some((pattern) => pattern.endsWith('.'));
  return (name) => {
    const exact = byPattern.get(name) ?? NO_KEYS;
    if (!hasPrefixes) return exact;
    let found = exact;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const keys = byPattern.get(name.slice(0, dot + 1));
      if (keys) found = distinct([...found, ...keys]);
    }
    return found;
  };
}

function ownersFrom(host: string, matches: readonly DomainMatch<Owner>[], catalogue: Catalogue): HostOwners {
  if (matches.length === 0)
    return { vendors: NO_KEYS, services: NO_KEYS, seats: NO_KEYS, name: registrableDomainOf(host) ?? host };
  // What stands in front of a CDN's own name is the customer's, whoever runs the CDN.
  const best = matches.find((match) => match.via === 'cdn') ?? matches[0];
  const name = best?.via === 'cdn' ? best.domain : host;
  return {
    vendors: distinct(matches.map((match) => match.value.vendor)),
    services: distinct(matches.flatMap((match) => match.value.service ?? [])),
    seats: best
      ? seatsOf(
          matches.filter((match) => match.domain === best.domain),
          catalogue,
        )
      : [],
    name: registrableDomainOf(name) ?? name,
  };
}

function seatsOf(matches: readonly DomainMatch<Owner>[], catalogue: Catalogue): string[] {
  return distinct(
    matches.flatMap(({ value }) => {
      const service = value.service === undefined ? undefined : catalogue.services.get(value.service);
      return service?.seat ?? catalogue.vendors.get(value.vendor)?.seat ?? [];
    }),
  );
}

function distinct(values: readonly string[]): string[] {
  return values.length < 2 ? [...values] : [...new Set(values)];
}

/** Most models remembered; a fleet has hundreds. Cleared when full, so that hostile strings cannot make it grow. */
const MAX_REMEMBERED = 2_000;
/** Identities of more text than this are worked out each time. */
const MAX_REMEMBERED_LENGTH = 512;

interface RememberedIdentity {
  device: HardwareNames;
  identified: IdentifiedVendors;
}

/**
 * Identification with a bounded memory: every report names a model, and a fleet repeats few. Of each model it holds the
 * last identity, which is compared and not put together into one text first.
 */
function createIdentifier(catalogue: Catalogue): CatalogueIndex['identify'] {
  const byModel = new Map<string, RememberedIdentity>();
  return ({ manufacturer, brand, model, product }) => {
    const last = byModel.get(model);
    if (last && isSameMake(last.device, manufacturer, brand, product)) return last.identified;
    const device = { manufacturer, brand, model, product };
    const byField = identifyVendorsByField(catalogue, device);
    const vendors = distinct(Object.values(byField).flat()).sort();
    const identified = { byField, vendors, hasConflict: isVendorConflict(catalogue, byField) };
    if (lengthOf(device) > MAX_REMEMBERED_LENGTH) return identified;
    if (byModel.size >= MAX_REMEMBERED) byModel.clear();
    byModel.set(model, { device, identified });
    return identified;
  };
}

function isSameMake(
  device: HardwareNames,
  manufacturer: string,
  brand: string | undefined,
  product: string | undefined,
): boolean {
  return device.manufacturer === manufacturer && device.brand === brand && device.product === product;
}

function lengthOf({ manufacturer, brand = '', model, product = '' }: HardwareNames): number {
  return manufacturer.length + brand.length + model.length + product.length;
}

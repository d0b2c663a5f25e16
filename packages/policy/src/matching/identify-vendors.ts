import type { Catalogue, CatalogueVendor } from '../catalogue/schema.ts';
import { createGlobIndex, type GlobIndex } from './glob-index.ts';
import { compactName, foldName, withoutCorporateWords } from './vendor-names.ts';

/** The strings a device gives about its make. */
export interface DeviceIdentity {
  manufacturer: string;
  brand?: string;
  model: string;
  product?: string;
}

/** Vendor keys by the string that names them, each list in alphabetical order. */
export interface VendorsByField {
  manufacturer: readonly string[];
  brand: readonly string[];
  model: readonly string[];
  product: readonly string[];
}

interface VendorIndex {
  names: Map<string, string[]>;
  models: GlobIndex;
  products: GlobIndex;
  /** Related vendors, and those that made handsets for it. */
  kin: ReadonlyMap<string, readonly string[]>;
  /** Identities seen before: a fleet has few models. Cleared when full, so that hostile strings cannot make it grow. */
  memory: Map<string, VendorsByField>;
}

const MAX_REMEMBERED = 2_000;
/** Identities of more text than this are worked out each time. */
const MAX_REMEMBERED_LENGTH = 512;
/** A shorter rest says nothing: "G-Mobile Devices" is not "G". */
const MINIMUM_BARE_LENGTH = 3;
/** What firmware says where nobody filled in a name. */
const NOBODY: ReadonlySet<string> = new Set(['', 'unknown', 'generic', 'none', 'null', 'default']);
const indexes = new WeakMap<Catalogue, VendorIndex>();

/** Keys of the vendors that any of a device's strings name, in alphabetical order; none: an unknown make. */
export function identifyVendors(catalogue: Catalogue, device: DeviceIdentity): string[] {
  const fields = identifyVendorsByField(catalogue, device);
  return sortedUnion(fields.manufacturer, fields.brand, fields.model, fields.product);
}

/**
 * The same by string, to see whether they contradict each other (`isVendorConflict`). Model series are shared
 * within a group of companies (`CPH…` is OPPO's or OnePlus's), code names now and then by strangers: there the
 * manufacturer and brand decide. Of a make that the catalogue does not know, a code name alone says nothing (`sirius` is
 * a Sony too): the model must name the same vendor.
 */
export function identifyVendorsByField(catalogue: Catalogue, device: DeviceIdentity): VendorsByField {
  const index = indexOf(catalogue);
  const identity = `${device.manufacturer}\0${device.brand ?? ''}\0${device.model}\0${device.product ?? ''}`;
  const known = index.memory.get(identity);
  if (known) return known;
  const fields = identify(index, device);
  if (identity.length > MAX_REMEMBERED_LENGTH) return fields;
  if (index.memory.size >= MAX_REMEMBERED) index.memory.clear();
  index.memory.set(identity, fields);
  return fields;
}

function identify(index: VendorIndex, device: DeviceIdentity): VendorsByField {
  const manufacturer = vendorsByName(index, device.manufacturer);
  const brand = vendorsByName(index, device.brand ?? '');
  const named = sortedUnion(manufacturer, brand);
  const model = inLightOf(named, vendorsByModel(index, device.model));
  const products = index.products.find(device.product ?? '');
  const isOthers = named.length === 0 && (isGiven(device.manufacturer) || isGiven(device.brand ?? ''));
  const product = inLightOf(named, isOthers ? products.filter((key) => model.includes(key)) : products);
  return { manufacturer, brand, model, product };
}

/** Whether a manufacturer or brand names anybody at all. */
function isGiven(text: string): boolean {
  return !NOBODY.has(compactName(foldName(text)));
}

/** Whether two of the strings name different vendors that have nothing to do with each other. */
export function isVendorConflict(catalogue: Catalogue, fields: VendorsByField): boolean {
  const { kin } = indexOf(catalogue);
  const named = [fields.manufacturer, fields.brand, fields.model, fields.product].filter((keys) => keys.length > 0);
  return named.some((left, index) => named.slice(index + 1).some((right) => !isAnyKin(kin, left, right)));
}

/** A manufacturer or brand: a listed name, with or without corporate words, or several names of one vendor ("Xiaomi Redmi"). */
function vendorsByName(index: VendorIndex, text: string): string[] {
  const folded = foldName(text);
  if (folded === '') return [];
  const bare = withoutCorporateWords(folded);
  const whole = index.names.get(compactName(folded)) ?? index.names.get(compactName(bare));
  if (whole) return [...whole];
  const words = bare.split(' ').map((word) => index.names.get(word));
  return words.every((keys) => keys !== undefined) ? sortedUnion(...(words as string[][])) : [];
}

/** A model may also be just the brand ("XIAOMI"). */
function vendorsByModel(index: VendorIndex, text: string): readonly string[] {
  const found = index.models.find(text);
  return found.length > 0 ? found : (index.names.get(compactName(foldName(text))) ?? []);
}

/** What a model or code name says: where it could be several vendors', those that manufacturer and brand name too. */
function inLightOf(named: readonly string[], found: readonly string[]): string[] {
  const confirmed = found.filter((key) => named.includes(key));
  return (confirmed.length > 0 ? confirmed : [...found]).sort();
}

function isAnyKin(
  kin: ReadonlyMap<string, readonly string[]>,
  left: readonly string[],
  right: readonly string[],
): boolean {
  return left.some((a) => right.some((b) => a === b || kin.get(a)?.includes(b) || kin.get(b)?.includes(a)));
}

function indexOf(catalogue: Catalogue): VendorIndex {
  const known = indexes.get(catalogue);
  if (known) return known;
  const vendors = [...catalogue.vendors.values()];
  const index: VendorIndex = {
    names: nameIndex(vendors),
    models: createGlobIndex(vendors.flatMap((vendor) => vendor.models.map((model) => [model, vendor.key] as const))),
    products: createGlobIndex(
      vendors.flatMap((vendor) => vendor.products.map((product) => [product, vendor.key] as const)),
    ),
    kin: new Map(vendors.map((vendor) => [vendor.key, [...(vendor.related ?? []), ...(vendor.madeBy ?? [])]])),
    memory: new Map(),
  };
  indexes.set(catalogue, index);
  return index;
}

function nameIndex(vendors: readonly CatalogueVendor[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const vendor of vendors) {
    for (const name of [vendor.name, ...vendor.brands, ...vendor.legalNames, ...(vendor.spellings ?? [])]) {
      const whole = foldName(name);
      const bare = compactName(withoutCorporateWords(whole));
      for (const form of bare.length < MINIMUM_BARE_LENGTH ? [compactName(whole)] : [compactName(whole), bare]) {
        if (form !== '') names.set(form, sortedUnion(names.get(form) ?? [], [vendor.key]));
      }
    }
  }
  return names;
}

function sortedUnion(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort();
}

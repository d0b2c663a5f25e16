import type { Catalogue } from '../catalogue/schema.ts';

const indexes = new WeakMap<Catalogue, ReadonlyMap<string, readonly string[]>>();
const NONE: readonly string[] = Object.freeze([]);

/** Keys of the vendors whose firmware alone has this package. Case-sensitive, by whole name. */
export function vendorsOfFirmwarePackage(catalogue: Catalogue, packageName: string): readonly string[] {
  return indexOf(catalogue).get(packageName) ?? NONE;
}

function indexOf(catalogue: Catalogue): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(catalogue);
  if (known) return known;
  const index = new Map<string, string[]>();
  for (const { key, firmwarePackages } of catalogue.vendors.values()) {
    for (const name of firmwarePackages ?? []) index.set(name, [...(index.get(name) ?? []), key]);
  }
  indexes.set(catalogue, index);
  return index;
}

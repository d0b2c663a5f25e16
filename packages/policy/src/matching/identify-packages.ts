import type { Catalogue } from '../catalogue/schema.ts';

interface PackageIndex {
  exact: Map<string, string[]>;
  prefixes: Map<string, string[]>;
}

const indexes = new WeakMap<Catalogue, PackageIndex>();
const DOT = '.';

/**
 * Keys of the vendors whose devices alone have this system package. Case-sensitive; by whole name, or by a listed
 * prefix that ends in a dot. The cost depends on the dots of the name.
 */
export function vendorsOfSystemPackage(catalogue: Catalogue, packageName: string): readonly string[] {
  const index = indexOf(catalogue);
  const exact = index.exact.get(packageName);
  if (exact) return exact;
  for (let dot = packageName.lastIndexOf(DOT); dot > 0; dot = packageName.lastIndexOf(DOT, dot - 1)) {
    const found = index.prefixes.get(packageName.slice(0, dot + 1));
    if (found) return found;
  }
  return [];
}

function indexOf(catalogue: Catalogue): PackageIndex {
  const known = indexes.get(catalogue);
  if (known) return known;
  const index: PackageIndex = { exact: new Map(), prefixes: new Map() };
  for (const vendor of catalogue.vendors.values()) {
    for (const pattern of vendor.packages) {
      const names = pattern.endsWith(DOT) ? index.prefixes : index.exact;
      names.set(pattern, [...(names.get(pattern) ?? []), vendor.key]);
    }
  }
  indexes.set(catalogue, index);
  return index;
}

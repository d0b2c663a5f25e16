import type { Catalogue } from '../../catalogue/index.ts';
import { identifyVendors } from '../../matching/identify-vendors.ts';
import { errorAt, type Fault, type PathPart, shorten } from '../fault.ts';
import type { LintContext } from './context.ts';

/** A fault for a vendor key that the catalogue does not have, with the vendor of that name or the nearest keys. */
export function lintVendorKey(key: string, path: readonly PathPart[], context: LintContext): Fault[] {
  const { vendors } = context.catalogue;
  if (vendors.has(key)) return [];
  const known = [...vendors.keys()];
  const hint = hintAtName(key, context.catalogue) || context.hints.at(key, known);
  return [errorAt(path, `the catalogue has no vendor "${shorten(key)}"${hint}`)];
}

/** A brand or legal name instead of the key: which vendor has it. */
function hintAtName(name: string, catalogue: Catalogue): string {
  const [owner, ...others] = identifyVendors(catalogue, { manufacturer: name, model: '' });
  if (owner === undefined || others.length > 0) return '';
  const vendor = catalogue.vendors.get(owner);
  return owner === name.toLowerCase()
    ? `: write ${owner}`
    : `: it is a name of ${vendor?.name ?? owner}, write ${owner}`;
}

/** A fault for a service key that the catalogue does not have, with the nearest ones that it has. */
export function lintServiceKey(key: string, path: readonly PathPart[], { catalogue, hints }: LintContext): Fault[] {
  if (catalogue.services.has(key)) return [];
  const hint = hints.at(key, catalogue.services.keys());
  return [errorAt(path, `the catalogue has no service "${shorten(key)}"${hint}`)];
}

/** A fault for every entry that repeats an earlier one. */
export function lintRepeats<T>(
  list: readonly T[] | undefined,
  path: readonly PathPart[],
  { isWhole }: LintContext,
  keyOf: (entry: T) => string = String,
): Fault[] {
  const seen = new Set<string>();
  return (list ?? []).flatMap((entry, index) => {
    if (typeof entry === 'object' && entry !== null && !isWhole(entry)) return [];
    const key = keyOf(entry);
    if (seen.has(key)) return [errorAt([...path, index], 'is listed twice')];
    seen.add(key);
    return [];
  });
}

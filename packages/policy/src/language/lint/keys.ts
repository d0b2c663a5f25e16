import { errorAt, type Fault, type PathPart } from '../fault.ts';
import type { LintContext } from './context.ts';
import { nearestKeys } from './nearest.ts';

/** A fault for a vendor key that the catalogue does not have, with the nearest ones that it has. */
export function lintVendorKey(key: string, path: readonly PathPart[], { catalogue }: LintContext): Fault[] {
  return catalogue.vendors.has(key) ? [] : [unknownKey('vendor', key, path, catalogue.vendors.keys())];
}

/** The same for a service key. */
export function lintServiceKey(key: string, path: readonly PathPart[], { catalogue }: LintContext): Fault[] {
  return catalogue.services.has(key) ? [] : [unknownKey('service', key, path, catalogue.services.keys())];
}

function unknownKey(kind: string, key: string, path: readonly PathPart[], known: Iterable<string>): Fault {
  const nearest = nearestKeys(key, known);
  const hint = nearest.length > 0 ? `: did you mean ${nearest.join(' or ')}?` : '';
  return errorAt(path, `the catalogue has no ${kind} "${key}"${hint}`);
}

/** A fault for every entry that repeats an earlier one. */
export function lintRepeats<T>(
  list: readonly T[] | undefined,
  path: readonly PathPart[],
  keyOf: (entry: T) => string = String,
): Fault[] {
  const seen = new Set<string>();
  return (list ?? []).flatMap((entry, index) => {
    const key = keyOf(entry);
    if (seen.has(key)) return [errorAt([...path, index], 'is listed twice')];
    seen.add(key);
    return [];
  });
}

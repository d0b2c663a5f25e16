import { errorAt, type Fault, type PathPart } from '../fault.ts';
import type { LintContext } from './context.ts';
import { nearestKeys } from './nearest.ts';

/** A fault for a vendor key that the catalogue does not have, with the nearest ones that it has. */
export function lintVendorKey(key: string, path: readonly PathPart[], context: LintContext): Fault[] {
  const { vendors } = context.catalogue;
  return vendors.has(key) ? [] : [unknownKey('vendor', key, path, vendors.keys(), context)];
}

/** The same for a service key. */
export function lintServiceKey(key: string, path: readonly PathPart[], context: LintContext): Fault[] {
  const { services } = context.catalogue;
  return services.has(key) ? [] : [unknownKey('service', key, path, services.keys(), context)];
}

function unknownKey(
  kind: string,
  key: string,
  path: readonly PathPart[],
  known: Iterable<string>,
  { hints }: LintContext,
): Fault {
  const nearest = hints.left > 0 ? nearestKeys(key, known) : [];
  hints.left -= 1;
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

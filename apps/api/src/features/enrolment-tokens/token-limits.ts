import { AppError, type InputFault, type NewEnrolmentLimits } from '@cordon/contract';
import { type Catalogue, nearestKeys } from '@cordon/policy';

/**
 * Limits as they are stored: vendors by their catalogue keys, each once. A misspelt one would let no device in.
 *
 * @throws AppError `validation` for vendors that the catalogue does not have, naming the nearest that it has
 */
export function toLimits(catalogue: Catalogue, limits: NewEnrolmentLimits): Record<string, readonly string[]> {
  const vendors = limits.vendors && toVendorKeys(catalogue, limits.vendors);
  return Object.fromEntries(
    Object.entries({ ...limits, vendors }).flatMap(([kind, list]) => (list ? [[kind, list]] : [])),
  );
}

function toVendorKeys(catalogue: Catalogue, names: readonly string[]): string[] {
  const keys = new Map([...catalogue.vendors.keys()].map((key) => [key.toLowerCase(), key]));
  const found = names.map((name) => keys.get(name.trim().toLowerCase()));
  const unknown = found.indexOf(undefined);
  // The first alone: looking for the nearest keys of a thousand would take long.
  if (unknown >= 0) throw invalidVendor(unknown, names[unknown] ?? '', keys.keys());
  return [...new Set(found.filter((key) => key !== undefined))];
}

function invalidVendor(index: number, name: string, known: Iterable<string>): AppError {
  const nearest = nearestKeys(name.trim().toLowerCase(), known);
  const hint = nearest.length > 0 ? `: did you mean ${nearest.join(' or ')}?` : '.';
  const fault: InputFault = {
    pointer: `/limits/vendors/${index}`,
    detail: `The catalogue has no vendor "${name}"${hint}`,
  };
  return new AppError('validation', 'The request is invalid; see "errors".', { errors: [fault] });
}

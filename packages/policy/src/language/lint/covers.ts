import { normaliseHost } from '../../matching/host.ts';
import { type Fault, type PathPart, shorten, warningAt } from '../fault.ts';

/** The domain in its one form, then its parents, the longest first; empty for text that is none. */
export function domainsAround(text: string): string[] {
  const host = normaliseHost(text);
  if (host === undefined) return [];
  const labels = host.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/** Every prefix of a package name, or of a prefix of some, that ends in a dot, the longest first. */
export function publishersAround(name: string): string[] {
  const parts = name.split('.');
  return parts.slice(0, -1).map((_, index) => `${parts.slice(0, parts.length - 1 - index).join('.')}.`);
}

/** Most entries of a list that are told one by one to be covered. */
const MAX_TOLD = 20;

/** A warning for every entry of a list that another one covers; `covers` has that one by the entry's place. */
export function tellCovered(covers: readonly (string | undefined)[], path: readonly PathPart[]): Fault[] {
  const covered = covers.flatMap((cover, index) => (cover === undefined ? [] : [{ index, cover }]));
  const told = covered.slice(0, MAX_TOLD);
  const rest = covered.length - told.length;
  return [
    ...told.map(({ index, cover }) => warningAt([...path, index], `is covered by ${shorten(cover)} already`)),
    ...(rest > 0 ? [warningAt(path, `${rest} more entries are covered by others of the list`)] : []),
  ];
}

/** Of each name the listed one that covers it. `around`: the name's own key, then those that cover it. */
export function coversAmong(
  list: readonly string[] | undefined,
  around: (entry: string) => readonly string[],
): (string | undefined)[] {
  const keys = Array.from(list ?? [], (entry) => (entry === undefined ? [] : around(entry)));
  const listed = new Map(keys.map(([own], index) => [own, list?.[index]]));
  return keys.map(([, ...wider]) => {
    const cover = wider.find((key) => listed.has(key));
    return cover === undefined ? undefined : listed.get(cover);
  });
}

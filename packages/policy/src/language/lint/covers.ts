import { normaliseHost } from '../../matching/host.ts';
import { parseNetwork } from '../../matching/network-set.ts';
import { type Fault, type PathPart, shorten, warningAt } from '../fault.ts';

/** A network in one form, whatever host bits are set; the text itself if it is none. */
export function networkKey(text: string): string {
  return networksAround(text)[0] ?? text;
}

/** The network in its one form, then every wider one that holds it, the narrowest first; empty for other text. */
export function networksAround(text: string): string[] {
  const network = parseNetwork(text);
  if (!network) return [];
  const width = network.version === 4 ? 32 : 128;
  const value = BigInt(network.value);
  return Array.from({ length: network.prefix + 1 }, (_, index) => {
    const prefix = network.prefix - index;
    return `${network.version}:${value >> BigInt(width - prefix)}/${prefix}`;
  });
}

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

/** A warning for every entry that another one of its list covers. `around`: the entry's own key, then those that cover it. */
export function lintCovered(
  list: readonly string[] | undefined,
  path: readonly PathPart[],
  around: (entry: string) => readonly string[],
): Fault[] {
  const entries = (list ?? []).flatMap((entry, index) => [{ entry, index, keys: around(entry) }]);
  const listed = new Map(entries.map(({ entry, keys }) => [keys[0], entry]));
  const covered = entries.flatMap(({ index, keys }) => {
    const cover = keys.slice(1).find((key) => listed.has(key));
    return cover === undefined ? [] : [{ index, cover: listed.get(cover) ?? cover }];
  });
  const told = covered.slice(0, MAX_TOLD);
  const rest = covered.length - told.length;
  return [
    ...told.map(({ index, cover }) => warningAt([...path, index], `is covered by ${shorten(cover)} already`)),
    ...(rest > 0 ? [warningAt(path, `${rest} more entries are covered by others of the list`)] : []),
  ];
}

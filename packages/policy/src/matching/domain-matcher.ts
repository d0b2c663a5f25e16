import { CDN_SUFFIXES } from './cdn-suffixes.ts';
import { normaliseHost } from './host.ts';
import { createSuffixFilter, type SuffixFilter } from './suffix-filter.ts';

/** A listed domain that a host belongs to. `via: 'cdn'`: the domain stands in front of a known CDN's own name. */
export interface DomainMatch<T> {
  domain: string;
  value: T;
  via?: 'cdn';
}

export interface DomainMatcher<T> {
  /**
   * Every listed domain that is the host or one of its parents, the most specific first; those in front of a CDN's
   * name before the CDN's own. Text that is no host matches none.
   */
  match(host: string): readonly DomainMatch<T>[];
  /** The same for a host that `normaliseHost` gave. */
  matchNormalised(host: string): readonly DomainMatch<T>[];
}

interface DomainTable<T> {
  /** Head of the chain of entries of a domain; `CDN_ONLY` for a CDN suffix that is not listed itself. */
  heads: Map<string, number>;
  /** In front of `heads`: which suffixes of a host are worth a look. */
  filter: SuffixFilter;
  domains: string[];
  values: T[];
  /** Next entry of the same domain, or -1. */
  next: number[];
}

/** The suffixes of a host that are in the table, longest first, and the outermost of them that is a CDN's. */
interface Suffixes {
  found: string[];
  cdn?: string;
}

const CDN_ONLY = -1;
/** A host in ASCII with a trailing dot; longer ASCII text is none. */
const MAX_ASCII_LENGTH = 254;
/** CDN names nest (`…edgekey.net.globalredir.akadns.net`), but never deeply. */
const MAX_CDN_DEPTH = 4;
/** Labels that a CDN puts between the customer's name and its own (`….w.kunlunar.com`, `….c.cdnhwc1.com`) are this short. */
const MAX_ROUTING_LABEL_LENGTH = 3;
const MAX_ROUTING_LABELS = 2;
const NONE: readonly never[] = Object.freeze([]);

/**
 * Compiles a list of domains into a matcher by label suffix: `mi.com` matches `mi.com` and `api.mi.com`, never
 * `notmi.com` nor `mi.com.evil.example`. A listed domain in front of a known CDN suffix matches as well. The cost
 * of a match depends on the host's length alone. An entry that is not a host name matches nothing.
 */
export function createDomainMatcher<T>(entries: Iterable<readonly [domain: string, value: T]>): DomainMatcher<T> {
  const table = buildTable(entries);
  return {
    match(host) {
      if (host.length > MAX_ASCII_LENGTH && isAscii(host)) return NONE;
      if (!table.filter.mayMatch(host)) return NONE;
      const normalised = normaliseHost(host);
      return normalised === undefined ? NONE : collect(table, normalised);
    },
    matchNormalised: (host) => collect(table, host),
  };
}

/** Stops at the first character that is not ASCII; longer than any host even so, `normaliseHost` refuses it unread. */
function isAscii(text: string): boolean {
  for (let index = 0; index < MAX_ASCII_LENGTH; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}

function buildTable<T>(entries: Iterable<readonly [string, T]>): DomainTable<T> {
  const table = { heads: new Map<string, number>(), domains: [] as string[], values: [] as T[], next: [] as number[] };
  for (const [domain, value] of entries) {
    const normalised = normaliseHost(domain);
    if (normalised === undefined) continue;
    table.next.push(table.heads.get(normalised) ?? -1);
    table.heads.set(normalised, table.domains.length);
    table.domains.push(normalised);
    table.values.push(value);
  }
  for (const suffix of CDN_SUFFIXES) if (!table.heads.has(suffix)) table.heads.set(suffix, CDN_ONLY);
  return { ...table, filter: createSuffixFilter(table.heads.keys()) };
}

/** All matches of a normalised host; behind a CDN suffix, the name in front of it counts as a host of its own. */
function collect<T>(table: DomainTable<T>, host: string): readonly DomainMatch<T>[] {
  let suffixes = listedSuffixes(table, host);
  let matches = matchesOf(table, suffixes, undefined);
  let front = host;
  for (let depth = 0; depth < MAX_CDN_DEPTH && suffixes.cdn !== undefined; depth += 1) {
    front = front.slice(0, front.lastIndexOf(`.${suffixes.cdn}`));
    suffixes = embeddedSuffixes(table, front);
    matches = [...matchesOf(table, suffixes, 'cdn'), ...matches];
  }
  return matches.length === 0 ? NONE : matches;
}

function listedSuffixes<T>(table: DomainTable<T>, host: string): Suffixes {
  const found: string[] = [];
  let cdn: string | undefined;
  for (const start of table.filter.startsIn(host)) {
    const suffix = host.slice(start);
    if (!table.heads.has(suffix)) continue;
    found.push(suffix);
    if (cdn === undefined && start > 0 && CDN_SUFFIXES.has(suffix)) cdn = suffix;
  }
  return { found, cdn };
}

function embeddedSuffixes<T>(table: DomainTable<T>, front: string): Suffixes {
  let name = front;
  for (let skipped = 0; skipped <= MAX_ROUTING_LABELS; skipped += 1) {
    const suffixes = listedSuffixes(table, name);
    if (suffixes.found.length > 0) return suffixes;
    const dot = name.lastIndexOf('.');
    if (dot < 0 || name.length - dot - 1 > MAX_ROUTING_LABEL_LENGTH) break;
    name = name.slice(0, dot);
  }
  // CDNs that allow one label only have the customer's dots as dashes: `p16-tiktokcdn-com.akamaized.net`.
  return front.includes('.') ? { found: [] } : { found: listedSuffixes(table, front.replaceAll('-', '.')).found };
}

function matchesOf<T>(table: DomainTable<T>, { found }: Suffixes, via: 'cdn' | undefined): DomainMatch<T>[] {
  return found.flatMap((domain) => {
    const chain: DomainMatch<T>[] = [];
    for (let entry = table.heads.get(domain) ?? -1; entry >= 0; entry = table.next[entry] as number) {
      const value = table.values[entry] as T;
      chain.push(via === undefined ? { domain, value } : { domain, value, via });
    }
    return chain.reverse();
  });
}

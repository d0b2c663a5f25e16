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
  /** Values by domain, in the order in which they were listed; none for a CDN's suffix that is not listed itself. */
  values: { get(domain: string): readonly T[] | undefined };
  /** In front of `values`: which suffixes of a host are worth a look. */
  filter: Pick<SuffixFilter, 'startsIn'>;
}

/** The suffixes of a host that are in the table, longest first, and the outermost of them that is a CDN's. */
interface Suffixes<T> {
  found: { domain: string; values: readonly T[] }[];
  cdn?: string;
}

/** A host in ASCII with a trailing dot; longer ASCII text is none. */
const MAX_ASCII_LENGTH = 254;
/** CDN names nest (`…edgekey.net.globalredir.akadns.net`), but never deeply. */
const MAX_CDN_DEPTH = 4;
/** Labels that a CDN puts between the customer's name and its own (`….w.kunlunar.com`, `….c.cdnhwc1.com`) are this short. */
const MAX_ROUTING_LABEL_LENGTH = 3;
const MAX_ROUTING_LABELS = 2;
/** What vendors call machines of a CDN: `p16`, `img`, `api`, with or without a region. */
const MACHINE_NAME =
  /^(?:[a-z]{1,3}\d{1,3}|api|app|cdn|data|dl|download|files?|imgs?|images?|log|media|ota|pic|prod|push|res|statics?|update|upload|video|www|cn|eu|in|intl|ru|sg|us|va)$/;
const NONE: readonly never[] = Object.freeze([]);

/**
 * Compiles a list of domains into a matcher by label suffix: `mi.com` matches `mi.com` and `api.mi.com`, never
 * `notmi.com` nor `mi.com.evil.example`. A listed domain in front of a known CDN suffix matches as well. The cost
 * of a match depends on the host's length alone. An entry that is not a host name matches nothing.
 */
export function createDomainMatcher<T>(entries: Iterable<readonly [domain: string, value: T]>): DomainMatcher<T> {
  const values = tableOf(entries);
  const filter = createSuffixFilter(values.keys());
  const table = { values, filter };
  return {
    match(host) {
      if (host.length > MAX_ASCII_LENGTH && isAscii(host)) return NONE;
      if (!filter.mayMatch(host)) return NONE;
      const normalised = normaliseHost(host);
      return normalised === undefined ? NONE : collect(table, normalised);
    },
    matchNormalised: (host) => collect(table, host),
  };
}

/**
 * Every name that a list of domains can be asked for on account of this host, whatever the list: no list without any of
 * them matches it. Text that is no host gives none.
 */
export function suffixesLookedUp(host: string): Set<string> {
  const asked = new Set<string>();
  const normalised = host.length > MAX_ASCII_LENGTH && isAscii(host) ? undefined : normaliseHost(host);
  if (normalised === undefined) return asked;
  // A list that holds nothing is asked for the most: what is found ends a search.
  const get = (domain: string) => {
    asked.add(domain);
    return CDN_SUFFIXES.has(domain) ? NONE : undefined;
  };
  collect({ values: { get }, filter: { startsIn: startsOfLabels } }, normalised);
  return asked;
}

/** Where each suffix of a host begins, the longest first. */
function startsOfLabels(host: string): number[] {
  const starts = [0];
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) starts.push(dot + 1);
  return starts;
}

/** Stops at the first character that is not ASCII; longer than any host even so, `normaliseHost` refuses it unread. */
function isAscii(text: string): boolean {
  for (let index = 0; index < MAX_ASCII_LENGTH; index += 1) if (text.charCodeAt(index) > 127) return false;
  return true;
}

function tableOf<T>(entries: Iterable<readonly [string, T]>): Map<string, T[]> {
  const values = new Map<string, T[]>();
  for (const [domain, value] of entries) {
    const normalised = normaliseHost(domain);
    if (normalised === undefined) continue;
    const known = values.get(normalised);
    if (known) known.push(value);
    else values.set(normalised, [value]);
  }
  for (const suffix of CDN_SUFFIXES) if (!values.has(suffix)) values.set(suffix, []);
  return values;
}

/** All matches of a normalised host; behind a CDN suffix, the name in front of it counts as a host of its own. */
function collect<T>(table: DomainTable<T>, host: string): readonly DomainMatch<T>[] {
  let suffixes = listedSuffixes(table, host);
  let matches = matchesOf(suffixes, undefined);
  let front = host;
  for (let depth = 0; depth < MAX_CDN_DEPTH && suffixes.cdn !== undefined; depth += 1) {
    front = front.slice(0, front.lastIndexOf(`.${suffixes.cdn}`));
    suffixes = embeddedSuffixes(table, front);
    matches = [...matchesOf(suffixes, 'cdn'), ...matches];
  }
  return matches.length === 0 ? NONE : matches;
}

function listedSuffixes<T>(table: DomainTable<T>, host: string): Suffixes<T> {
  const found: Suffixes<T>['found'] = [];
  let cdn: string | undefined;
  for (const start of table.filter.startsIn(host)) {
    const domain = host.slice(start);
    const values = table.values.get(domain);
    if (values === undefined) continue;
    found.push({ domain, values });
    if (cdn === undefined && start > 0 && CDN_SUFFIXES.has(domain)) cdn = domain;
  }
  return { found, cdn };
}

function embeddedSuffixes<T>(table: DomainTable<T>, front: string): Suffixes<T> {
  let name = front;
  for (let skipped = 0; skipped <= MAX_ROUTING_LABELS; skipped += 1) {
    const suffixes = listedSuffixes(table, name);
    if (suffixes.found.length > 0) return suffixes;
    const dot = name.lastIndexOf('.');
    if (dot < 0 || name.length - dot - 1 > MAX_ROUTING_LABEL_LENGTH) break;
    name = name.slice(0, dot);
  }
  return { found: front.includes('.') ? [] : dashedSuffixes(table, front) };
}

/**
 * CDNs that allow one label only have the customer's dots as dashes: `p16-tiktokcdn-com.akamaized.net`. A dash may also
 * be one of another customer's name (`evil-mi.com`), so that what stands before the listed domain must be the name of
 * a machine.
 */
function dashedSuffixes<T>(table: DomainTable<T>, front: string): Suffixes<T>['found'] {
  const host = front.replaceAll('-', '.');
  return listedSuffixes(table, host).found.filter(({ domain }) =>
    host
      .slice(0, -domain.length)
      .split('.')
      .every((label) => label === '' || MACHINE_NAME.test(label)),
  );
}

function matchesOf<T>({ found }: Suffixes<T>, via: 'cdn' | undefined): DomainMatch<T>[] {
  const matches: DomainMatch<T>[] = [];
  for (const { domain, values } of found) {
    for (const value of values) matches.push(via === undefined ? { domain, value } : { domain, value, via });
  }
  return matches;
}

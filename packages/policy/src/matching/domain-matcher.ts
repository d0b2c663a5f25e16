import { CDN_SUFFIXES } from './cdn-suffixes.ts';
import { createHashFilter, HASH_START, type HashFilter, hashStep } from './hash-filter.ts';
import { isPlainHostCode, normaliseHost } from './host.ts';

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
}

interface DomainTable<T> {
  filter: HashFilter;
  /** Head of the chain of entries of a domain; `CDN_ONLY` for a CDN suffix that is not listed itself. */
  heads: Map<string, number>;
  domains: string[];
  values: T[];
  /** Next entry of the same domain, or -1. */
  next: number[];
}

/** What one walk over a host finds: listed suffixes, shortest first, and where the outermost CDN suffix begins. */
interface Walk {
  clean: boolean;
  found: string[] | undefined;
  cdnStart: number;
}

const DOT = 46;
const CDN_ONLY = -1;
const MAX_LABEL_LENGTH = 63;
const MAX_HOST_LENGTH = 253;
/** CDN names nest (`…edgekey.net.globalredir.akadns.net`), but never deeply. */
const MAX_CDN_DEPTH = 4;
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
      const walk = walkSuffixes(table, host, host.length);
      if (walk === NOTHING_FOUND) return NONE;
      if (walk.clean) return collect(table, host, walk);
      const normalised = normaliseHost(host);
      if (normalised === undefined) return NONE;
      return collect(table, normalised, walkSuffixes(table, normalised, normalised.length));
    },
  };
}

function buildTable<T>(entries: Iterable<readonly [string, T]>): DomainTable<T> {
  const domains: string[] = [];
  const values: T[] = [];
  const next: number[] = [];
  const heads = new Map<string, number>();
  for (const [domain, value] of entries) {
    const normalised = normaliseHost(domain);
    if (normalised === undefined) continue;
    next.push(heads.get(normalised) ?? -1);
    heads.set(normalised, domains.length);
    domains.push(normalised);
    values.push(value);
  }
  for (const suffix of CDN_SUFFIXES) if (!heads.has(suffix)) heads.set(suffix, CDN_ONLY);
  const filter = createHashFilter(heads.size);
  for (const domain of heads.keys()) filter.add(hashBackwards(domain));
  return { filter, heads, domains, values, next };
}

function hashBackwards(text: string): number {
  let hash = HASH_START;
  for (let index = text.length - 1; index >= 0; index -= 1) hash = hashStep(hash, text.charCodeAt(index));
  return hash;
}

const NOTHING_FOUND: Walk = Object.freeze({ clean: true, found: undefined, cdnStart: -1 });
const NOT_CLEAN: Walk = Object.freeze({ clean: false, found: undefined, cdnStart: -1 });

/**
 * Walks `host[0, end)` once from its end, asking the filter at each label boundary. Not clean: the text is not a
 * normalised host name (upper case, a trailing dot, a U-label, or no host at all), and nothing found counts.
 */
function walkSuffixes<T>(table: DomainTable<T>, host: string, end: number): Walk {
  if (end === 0 || end > MAX_HOST_LENGTH) return NOT_CLEAN;
  const { filter, heads } = table;
  let hash = HASH_START;
  let labelEnd = end;
  let found: string[] | undefined;
  let cdnStart = -1;
  for (let index = end - 1; index >= -1; index -= 1) {
    const code = index < 0 ? DOT : host.charCodeAt(index);
    if (code !== DOT) {
      if (!isPlainHostCode(code)) return NOT_CLEAN;
      hash = hashStep(hash, code);
      continue;
    }
    const labelLength = labelEnd - index - 1;
    if (labelLength === 0 || labelLength > MAX_LABEL_LENGTH) return NOT_CLEAN;
    if (filter.mayHave(hash)) {
      const suffix = host.slice(index + 1, end);
      if (heads.has(suffix)) {
        found ??= [];
        found.push(suffix);
        if (index > 0 && CDN_SUFFIXES.has(suffix)) cdnStart = index;
      }
    }
    labelEnd = index;
    hash = hashStep(hash, DOT);
  }
  return found === undefined ? NOTHING_FOUND : { clean: true, found, cdnStart };
}

/** Turns a walk into matches; behind a CDN suffix, walks the name in front of it as a host of its own. */
function collect<T>(table: DomainTable<T>, host: string, walk: Walk): readonly DomainMatch<T>[] {
  let matches = matchesOf(table, walk, undefined);
  let current = walk;
  let front = host;
  for (let depth = 0; depth < MAX_CDN_DEPTH && current.cdnStart > 0; depth += 1) {
    front = front.slice(0, current.cdnStart);
    current = walkEmbedded(table, front);
    matches = [...matchesOf(table, current, 'cdn'), ...matches];
  }
  return matches.length === 0 ? NONE : matches;
}

/** Labels a CDN puts between the customer's name and its own (`….w.kunlunar.com`, `….c.cdnhwc1.com`) are this short. */
const MAX_ROUTING_LABEL_LENGTH = 3;
const MAX_ROUTING_LABELS = 2;

function walkEmbedded<T>(table: DomainTable<T>, front: string): Walk {
  let end = front.length;
  for (let skipped = 0; skipped <= MAX_ROUTING_LABELS; skipped += 1) {
    const walk = walkSuffixes(table, front, end);
    if (walk.found !== undefined) return walk;
    const dot = front.lastIndexOf('.', end - 1);
    if (dot < 0 || end - dot - 1 > MAX_ROUTING_LABEL_LENGTH) break;
    end = dot;
  }
  return front.includes('.') ? NOTHING_FOUND : walkDashed(table, front);
}

/** CDNs that allow one label only have the customer's dots as dashes: `p16-tiktokcdn-com.akamaized.net`. */
function walkDashed<T>(table: DomainTable<T>, label: string): Walk {
  const dotted = label.replaceAll('-', '.');
  const walk = walkSuffixes(table, dotted, dotted.length);
  return { ...walk, cdnStart: -1 };
}

function matchesOf<T>(table: DomainTable<T>, walk: Walk, via: 'cdn' | undefined): DomainMatch<T>[] {
  return (walk.found ?? []).toReversed().flatMap((domain) => {
    const chain: DomainMatch<T>[] = [];
    for (let entry = table.heads.get(domain) ?? -1; entry >= 0; entry = table.next[entry] as number) {
      const value = table.values[entry] as T;
      chain.push(via === undefined ? { domain, value } : { domain, value, via });
    }
    return chain.reverse();
  });
}

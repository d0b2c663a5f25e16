import { type IpAddress, parseIp } from './ip.ts';

/** A block of addresses, both ends included. */
interface Block<V extends number | bigint> {
  first: V;
  last: V;
  cidr: string;
}

/** Disjoint intervals in order: `starts[i]` to `starts[i + 1]` lies in `cidrs[i]`, or in no listed network. */
interface Intervals<V extends number | bigint> {
  starts: V[];
  cidrs: (string | undefined)[];
}

export interface NetworkSet {
  /** Whether the address (text form) lies in a listed network; false for text that is no address. */
  has(ip: string): boolean;
  /** The narrowest listed network that holds the address, as it was listed. */
  match(ip: string): string | undefined;
}

/**
 * Compiles networks in CIDR notation (`42.62.48.0/24`, `2001:db8::/32`, or a single address) for look-ups by
 * binary search. A v4-mapped IPv6 network of /96 or narrower is its IPv4 network. Text that is no network holds
 * no address; host bits that are set are ignored.
 */
export function createNetworkSet(cidrs: Iterable<string>): NetworkSet {
  const v4: Block<number>[] = [];
  const v6: Block<bigint>[] = [];
  for (const cidr of cidrs) {
    const network = parseNetwork(cidr);
    if (network?.version === 4) v4.push(blockOfV4(network.value, network.prefix, cidr));
    if (network?.version === 6) v6.push(blockOfV6(network.value, network.prefix, cidr));
  }
  const intervals4 = flatten(v4, (value) => value + 1);
  const intervals6 = flatten(v6, (value) => value + 1n);
  const match = (ip: string): string | undefined => {
    const address = parseIp(ip);
    if (address === undefined) return undefined;
    return address.version === 4 ? find(intervals4, address.value) : find(intervals6, address.value);
  };
  return { match, has: (ip) => match(ip) !== undefined };
}

export type IpNetwork = IpAddress & { prefix: number };

/** Reads a network in CIDR notation, or a single address; `undefined` if the text is neither. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const slash = text.indexOf('/');
  const address = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const width = address.version === 4 ? 32 : 128;
  if (slash < 0) return { ...address, prefix: width };
  const written = parsePrefix(text.slice(slash + 1));
  const isMapped = address.version === 4 && text.includes(':');
  const prefix = isMapped ? written - 96 : written;
  return prefix >= 0 && prefix <= width ? { ...address, prefix } : undefined;
}

function parsePrefix(text: string): number {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) ? Number(text) : -1;
}

function blockOfV4(value: number, prefix: number, cidr: string): Block<number> {
  const size = 2 ** (32 - prefix);
  const first = value - (value % size);
  return { first, last: first + size - 1, cidr };
}

function blockOfV6(value: bigint, prefix: number, cidr: string): Block<bigint> {
  const size = 1n << BigInt(128 - prefix);
  const first = value - (value % size);
  return { first, last: first + size - 1n, cidr };
}

/** Cuts nested blocks into disjoint intervals, the narrowest block on top. CIDR blocks nest or are apart, never overlap. */
function flatten<V extends number | bigint>(blocks: Block<V>[], after: (value: V) => V): Intervals<V> {
  blocks.sort((a, b) => compare(a.first, b.first) || compare(b.last, a.last));
  const intervals: Intervals<V> = { starts: [], cidrs: [] };
  const open: Block<V>[] = [];
  const closeUpTo = (limit: V | undefined): void => {
    for (let top = open.at(-1); top !== undefined && (limit === undefined || top.last < limit); top = open.at(-1)) {
      open.pop();
      begin(intervals, after(top.last), open.at(-1)?.cidr);
    }
  };
  for (const block of blocks) {
    closeUpTo(block.first);
    open.push(block);
    begin(intervals, block.first, block.cidr);
  }
  closeUpTo(undefined);
  return intervals;
}

function begin<V extends number | bigint>(intervals: Intervals<V>, start: V, cidr: string | undefined): void {
  const last = intervals.starts.length - 1;
  if (intervals.starts[last] === start) intervals.cidrs[last] = cidr;
  else {
    intervals.starts.push(start);
    intervals.cidrs.push(cidr);
  }
}

function compare<V extends number | bigint>(a: V, b: V): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function find<V extends number | bigint>(intervals: Intervals<V>, value: V): string | undefined {
  const { starts } = intervals;
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as V) <= value) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : intervals.cidrs[low - 1];
}

/**
 * A filter in front of a map: says "certainly not in it" from a hash alone. A `Map` of 100,000 strings spills the
 * processor's caches on every miss, and nearly all look-ups of a report are misses; the filter stays small.
 */
export interface HashFilter {
  words: Uint32Array;
  /** Number of bits, a power of two, less one. */
  mask: number;
}

const BITS_PER_ENTRY = 16;
const MINIMUM_BITS = 1_024;
const SECOND_PROBE = 0x9e3779b1;

/** An empty filter for about `entries` 32-bit hashes: 16 bits an entry or more, two probes, below 2 % false positives. */
export function createHashFilter(entries: number): HashFilter {
  let bits = MINIMUM_BITS;
  while (bits < entries * BITS_PER_ENTRY) bits *= 2;
  return { words: new Uint32Array(bits / 32), mask: bits - 1 };
}

/** Adds a hash. */
export function addHash({ words, mask }: HashFilter, hash: number): void {
  const mixed = mix(hash);
  for (const bit of [mixed & mask, (Math.imul(mixed, SECOND_PROBE) >>> 7) & mask]) {
    words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << (bit & 31));
  }
}

/** False: never added. True: probably added. */
export function mayHaveHash({ words, mask }: HashFilter, hash: number): boolean {
  const mixed = mix(hash);
  const first = mixed & mask;
  if (((words[first >>> 5] as number) & (1 << (first & 31))) === 0) return false;
  const second = (Math.imul(mixed, SECOND_PROBE) >>> 7) & mask;
  return ((words[second >>> 5] as number) & (1 << (second & 31))) !== 0;
}

/** Start of `hashStep`. */
export const HASH_START = 0;

/** Adds one UTF-16 code unit to a running hash: rotate and combine, two cycles; `mix` makes up for its weakness. */
export function hashStep(hash: number, code: number): number {
  return ((hash << 5) | (hash >>> 27)) ^ code;
}

/** Spreads every bit over all the others (the finaliser of MurmurHash3). */
function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

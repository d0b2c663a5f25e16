/**
 * A filter in front of a map: says "certainly not in it" from a hash alone. A `Map` of 100,000 strings spills the
 * processor's caches on every miss, and nearly all look-ups of a report are misses; the filter stays small.
 */
export interface HashFilter {
  add(hash: number): void;
  /** False: never added. True: probably added. */
  mayHave(hash: number): boolean;
}

const BITS_PER_ENTRY = 16;
const MINIMUM_BITS = 1_024;

/** A filter for about `entries` 32-bit hashes: 16 bits an entry or more, two probes, below 2 % false positives. */
export function createHashFilter(entries: number): HashFilter {
  let bits = MINIMUM_BITS;
  while (bits < entries * BITS_PER_ENTRY) bits *= 2;
  const words = new Uint32Array(bits / 32);
  const mask = bits - 1;
  const has = (bit: number): boolean => ((words[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
  const set = (bit: number): void => {
    words[bit >>> 5] = (words[bit >>> 5] as number) | (1 << (bit & 31));
  };
  return {
    add(hash) {
      const mixed = mix(hash);
      set(mixed & mask);
      set((Math.imul(mixed, 0x9e3779b1) >>> 7) & mask);
    },
    mayHave(hash) {
      const mixed = mix(hash);
      return has(mixed & mask) && has((Math.imul(mixed, 0x9e3779b1) >>> 7) & mask);
    },
  };
}

/** Start of `hashStep` (FNV-1a, 32 bits). */
export const HASH_START = 0x811c9dc5 | 0;

/** Adds one UTF-16 code unit to a running hash. */
export function hashStep(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

/** Spreads the high bits of FNV-1a into the low ones, which index the filter. */
function mix(hash: number): number {
  const folded = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return folded ^ (folded >>> 13);
}

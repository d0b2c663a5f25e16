/**
 * A filter in front of a map: says "certainly not in it" from a hash alone. A `Map` of 100,000 strings spills the
 * processor's caches on every miss, and nearly all look-ups of a report are misses; the filter stays small. Most of them
 * end at one word of `near`; `far` is asked only about those that pass.
 */
export interface HashFilter {
  near: HashWords;
  far: HashWords;
}

/** Words of 32 bits, of which a hash sets three bits in one: a look-up touches one line of the cache. */
interface HashWords {
  words: Int32Array;
  /** The upper bits of a hash from here are the index of its word. */
  shift: number;
}

/** At least this, at most twice as many: the smaller, the less of it other work has pushed out of the caches meanwhile. */
const NEAR_BITS_PER_HASH = 8;
const FAR_BITS_PER_HASH = 16;
const MINIMUM_WORDS = 32;
const SECOND_HASH = 0x9e3779b1;

/** A filter of 32-bit hashes: 24 to 48 bits for each different one, about one false positive in a thousand. */
export function createHashFilter(hashes: Iterable<number>): HashFilter {
  const distinct = new Set(hashes);
  const filter = {
    near: createWords(distinct.size * NEAR_BITS_PER_HASH),
    far: createWords(distinct.size * FAR_BITS_PER_HASH),
  };
  for (const hash of distinct) {
    const mixed = mix(hash);
    setBits(filter.near, mixed);
    setBits(filter.far, Math.imul(mixed, SECOND_HASH));
  }
  return filter;
}

/** False: never added. True: probably added. */
export function mayHaveHash({ near, far }: HashFilter, hash: number): boolean {
  const mixed = mix(hash);
  return hasBits(near, mixed) && hasBits(far, Math.imul(mixed, SECOND_HASH));
}

function createWords(bits: number): HashWords {
  let count = MINIMUM_WORDS;
  while (count * 32 < bits) count *= 2;
  return { words: new Int32Array(count), shift: 32 - Math.log2(count) };
}

function setBits({ words, shift }: HashWords, mixed: number): void {
  const index = mixed >>> shift;
  words[index] = (words[index] as number) | bitsOf(mixed);
}

function hasBits({ words, shift }: HashWords, mixed: number): boolean {
  const bits = bitsOf(mixed);
  return ((words[mixed >>> shift] as number) & bits) === bits;
}

/** Three bits by the lower 15 of a hash; a shift takes its distance modulo 32. */
function bitsOf(mixed: number): number {
  return (1 << mixed) | (1 << (mixed >>> 5)) | (1 << (mixed >>> 10));
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

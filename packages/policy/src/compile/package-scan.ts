import {
  addHash,
  createHashFilter,
  HASH_START,
  type HashFilter,
  hashStep,
  mayHaveHash,
} from '../matching/hash-filter.ts';

const DOT = 46;

/** A list in two filters: one over a few characters of each name, which most names do not pass, and one over all of them. */
interface Listed {
  sample: HashFilter;
  whole: HashFilter;
}

/**
 * Compiles whole package names, and prefixes that end in a dot, into a test. False: the name is none of them and
 * begins with none of them. True: probably one is. Case matters.
 */
export function createPackageScan(patterns: readonly string[]): (name: string) => boolean {
  const exact = patterns.filter((pattern) => !pattern.endsWith('.'));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('.'));
  const shortest = prefixes.reduce((least, prefix) => Math.min(least, prefix.length), Number.POSITIVE_INFINITY);
  const names = listed(exact, sampleName);
  const starts = listed(prefixes, (prefix) => sampleStart(prefix, shortest));
  return (name) => {
    if (mayHaveHash(names.sample, sampleName(name)) && mayHaveHash(names.whole, hashOf(name))) return true;
    if (name.length < shortest || !mayHaveHash(starts.sample, sampleStart(name, shortest))) return false;
    return hasListedStart(name, starts.whole);
  };
}

function listed(patterns: readonly string[], sampleOf: (pattern: string) => number): Listed {
  const list = { sample: createHashFilter(patterns.length), whole: createHashFilter(patterns.length) };
  for (const pattern of patterns) {
    addHash(list.sample, sampleOf(pattern));
    addHash(list.whole, hashOf(pattern));
  }
  return list;
}

/** Length, the last three characters and three in the middle: package names differ there rather than at the start. */
function sampleName(name: string): number {
  const { length } = name;
  const middle = length >> 1;
  let hash = hashStep(HASH_START, length);
  if (length < 6) return hashStep(hash, length > 0 ? name.charCodeAt(length - 1) : 0);
  hash = hashStep(hash, name.charCodeAt(length - 1));
  hash = hashStep(hash, name.charCodeAt(length - 2));
  hash = hashStep(hash, name.charCodeAt(length - 3));
  hash = hashStep(hash, name.charCodeAt(middle - 1));
  hash = hashStep(hash, name.charCodeAt(middle));
  return hashStep(hash, name.charCodeAt(middle + 1));
}

/** The last four characters of the first `length`, a length that the shortest prefix has. */
function sampleStart(name: string, length: number): number {
  let hash = HASH_START;
  for (let index = Math.max(0, length - 4); index < length; index += 1) hash = hashStep(hash, name.charCodeAt(index));
  return hash;
}

function hashOf(name: string): number {
  let hash = HASH_START;
  for (let index = 0; index < name.length; index += 1) hash = hashStep(hash, name.charCodeAt(index));
  return hash;
}

/** Whether the name up to one of its dots is listed. */
function hasListedStart(name: string, starts: HashFilter): boolean {
  let hash = HASH_START;
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index);
    hash = hashStep(hash, code);
    if (code === DOT && mayHaveHash(starts, hash)) return true;
  }
  return false;
}

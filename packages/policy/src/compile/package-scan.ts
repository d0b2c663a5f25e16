import { createHashFilter, HASH_START, type HashFilter, hashStep, mayHaveHash } from '../matching/hash-filter.ts';

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
  return { sample: createHashFilter(patterns.map(sampleOf)), whole: createHashFilter(patterns.map(hashOf)) };
}

const SAMPLE_SPREAD = 0x9e3779b1;

/** Length, the last three characters and three in the middle: package names differ there rather than at the start. */
function sampleName(name: string): number {
  const { length } = name;
  if (length < 6) return hashOf(name);
  const middle = length >> 1;
  const last = name.charCodeAt(length - 1) ^ (name.charCodeAt(length - 2) << 8) ^ (name.charCodeAt(length - 3) << 16);
  const inner = name.charCodeAt(middle - 1) ^ (name.charCodeAt(middle) << 8) ^ (name.charCodeAt(middle + 1) << 16);
  return Math.imul(last ^ (length << 24), SAMPLE_SPREAD) ^ inner;
}

/** The last three characters of the first `length`, a length that the shortest prefix has. */
function sampleStart(name: string, length: number): number {
  // Of a shorter text than three characters some are NaN, which counts as 0.
  return name.charCodeAt(length - 1) ^ (name.charCodeAt(length - 2) << 8) ^ (name.charCodeAt(length - 3) << 16);
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

import { createHashFilter, HASH_START, hashStep, mayHaveHash } from './hash-filter.ts';

/** Says quickly, from one walk over the end of a text, which of its label suffixes may be listed. */
export interface SuffixFilter {
  /**
   * Whether any suffix may be: one probably is, or the text is not ASCII. False is certain, also for text in another
   * case or with a trailing dot.
   */
  mayMatch(host: string): boolean;
  /** Where in a normalised host the suffixes begin that may be listed, the longest first. */
  startsIn(host: string): readonly number[];
}

const DOT = 46;
/** Sets the bit by which ASCII capitals and small letters differ; digits, hyphen and dot have it already. */
const CASE_BIT = 0x20;
const NONE: readonly never[] = Object.freeze([]);

/** Compiles normalised domains into a filter. */
export function createSuffixFilter(domains: Iterable<string>): SuffixFilter {
  const hashes: number[] = [];
  let shallowest = Number.POSITIVE_INFINITY;
  let deepest = 0;
  for (const domain of domains) {
    const { hash, labels } = hashDomain(domain);
    hashes.push(hash);
    shallowest = Math.min(shallowest, labels);
    deepest = Math.max(deepest, labels);
  }
  const filter = createHashFilter(hashes);
  return {
    mayMatch(host) {
      let hash = HASH_START;
      let labels = 0;
      const end = host.charCodeAt(host.length - 1) === DOT ? host.length - 1 : host.length;
      for (let index = end - 1; index >= 0; index -= 1) {
        const code = host.charCodeAt(index);
        if (code > 127) return true;
        if (code === DOT) {
          labels += 1;
          if (labels >= shallowest && mayHaveHash(filter, hash)) return true;
          // Whatever stands further left is in no listed domain.
          if (labels === deepest) return false;
        }
        hash = hashStep(hash, code | CASE_BIT);
      }
      return mayHaveHash(filter, hash);
    },
    startsIn(host) {
      let starts: number[] | undefined;
      let hash = HASH_START;
      let labels = 0;
      for (let index = host.length - 1; index >= 0; index -= 1) {
        const code = host.charCodeAt(index);
        if (code === DOT) {
          labels += 1;
          if (labels >= shallowest && mayHaveHash(filter, hash)) (starts ??= []).push(index + 1);
          if (labels === deepest) return starts?.reverse() ?? NONE;
        }
        hash = hashStep(hash, code | CASE_BIT);
      }
      if (mayHaveHash(filter, hash)) (starts ??= []).push(0);
      return starts?.reverse() ?? NONE;
    },
  };
}

function hashDomain(domain: string): { hash: number; labels: number } {
  let hash = HASH_START;
  let labels = 1;
  for (let index = domain.length - 1; index >= 0; index -= 1) {
    const code = domain.charCodeAt(index);
    if (code === DOT) labels += 1;
    hash = hashStep(hash, code | CASE_BIT);
  }
  return { hash, labels };
}

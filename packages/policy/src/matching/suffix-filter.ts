import { addHash, createHashFilter, HASH_START, hashStep, mayHaveHash } from './hash-filter.ts';

/** Says quickly, from one walk over the end of a text, whether any of its label suffixes may be listed. */
export type SuffixFilter = (host: string) => boolean;

const DOT = 46;
/** Sets the bit by which ASCII capitals and small letters differ; digits, hyphen and dot have it already. */
const CASE_BIT = 0x20;

/**
 * Compiles normalised domains into a filter. True means "look closely": a suffix is probably listed, or the text is
 * not ASCII. False is certain, also for text in another case or with a trailing dot.
 */
export function createSuffixFilter(domains: Iterable<string>, count: number): SuffixFilter {
  const filter = createHashFilter(count);
  let shallowest = Number.POSITIVE_INFINITY;
  let deepest = 0;
  for (const domain of domains) {
    const labels = addDomain(domain);
    shallowest = Math.min(shallowest, labels);
    deepest = Math.max(deepest, labels);
  }
  return (host) => {
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
  };

  function addDomain(domain: string): number {
    let hash = HASH_START;
    let labels = 1;
    for (let index = domain.length - 1; index >= 0; index -= 1) {
      const code = domain.charCodeAt(index);
      if (code === DOT) labels += 1;
      hash = hashStep(hash, code | CASE_BIT);
    }
    addHash(filter, hash);
    return labels;
  }
}

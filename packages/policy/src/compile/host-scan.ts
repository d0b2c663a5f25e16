import { createHashFilter, HASH_START, type HashFilter, hashStep, mayHaveHash } from '../matching/hash-filter.ts';
import { isPlainHostCode } from '../matching/host.ts';

const DOT = 46;
const MAX_LABEL_LENGTH = 63;
/** Whether a code stands for itself within a label. As long as there are codes, so that looking one up needs no check. */
const IS_OF_LABEL = buildLabelCodes();

function buildLabelCodes(): Uint8Array {
  const codes = new Uint8Array(65_536);
  for (let code = 0; code < 128; code += 1) codes[code] = isPlainHostCode(code) && code !== DOT ? 1 : 0;
  return codes;
}

/**
 * Compiles normalised domains into a test of hosts. False: none of the domains is the host or a parent of it. Only the
 * last two labels are read of nearly every host: they decide that no domain listed can be a suffix. True: one may be,
 * or these labels are not a host's in its one form (capitals, a trailing dot, an address, anything else).
 */
export function createHostScan(domains: readonly string[]): (host: string) => boolean {
  const names = domains.filter((domain) => domain.includes('.'));
  const tops = domains.filter((domain) => !domain.includes('.'));
  const ends = createHashFilter(names.map((domain) => hashOf(lastTwoLabels(domain))));
  const listedTops = tops.length > 0 ? createHashFilter(tops.map(hashOf)) : undefined;
  return (host) => scan(host, ends, listedTops);
}

function lastTwoLabels(domain: string): string {
  const last = domain.lastIndexOf('.');
  return domain.slice(domain.lastIndexOf('.', last - 1) + 1);
}

function hashOf(text: string): number {
  let hash = HASH_START;
  for (let index = text.length - 1; index >= 0; index -= 1) hash = hashStep(hash, text.charCodeAt(index));
  return hash;
}

function scan(host: string, ends: HashFilter, tops: HashFilter | undefined): boolean {
  const { length } = host;
  if (length === 0 || isDigit(host.charCodeAt(length - 1))) return true;
  let hash = HASH_START;
  let labelEnd = length;
  let labels = 0;
  for (let index = length - 1; index >= 0; index -= 1) {
    const code = host.charCodeAt(index);
    if (IS_OF_LABEL[code] === 0) {
      const labelLength = labelEnd - index - 1;
      if (code !== DOT || labelLength === 0 || labelLength > MAX_LABEL_LENGTH) return true;
      labels += 1;
      if (labels === 2) return mayHaveHash(ends, hash);
      if (tops && mayHaveHash(tops, hash)) return true;
      labelEnd = index;
    }
    hash = hashStep(hash, code);
  }
  if (labelEnd === 0 || labelEnd > MAX_LABEL_LENGTH) return true;
  return labels === 1 ? mayHaveHash(ends, hash) : tops !== undefined && mayHaveHash(tops, hash);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

import {
  addHash,
  createHashFilter,
  HASH_START,
  type HashFilter,
  hashStep,
  mayHaveHash,
} from '../matching/hash-filter.ts';
import { isPlainHostCode } from '../matching/host.ts';

const DOT = 46;
const MAX_LABEL_LENGTH = 63;
const PLAIN = buildPlainCodes();

function buildPlainCodes(): Uint8Array {
  const plain = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) plain[code] = isPlainHostCode(code) ? 1 : 0;
  return plain;
}

/**
 * Compiles normalised domains into a test of hosts. False: none of the domains is the host or a parent of it. Only the
 * last two labels are read of nearly every host: they decide that no domain listed can be a suffix. True: one may be,
 * or these labels are not a host's in its one form (capitals, a trailing dot, an address, anything else).
 */
export function createHostScan(domains: readonly string[]): (host: string) => boolean {
  const ends = createHashFilter(domains.length);
  const tops = createHashFilter(domains.length);
  for (const domain of domains) {
    if (domain.includes('.')) addHash(ends, hashOf(lastTwoLabels(domain)));
    else addHash(tops, hashOf(domain));
  }
  const hasTops = domains.some((domain) => !domain.includes('.'));
  return (host) => scan(host, ends, hasTops ? tops : undefined);
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
    if (code === DOT) {
      const labelLength = labelEnd - index - 1;
      if (labelLength === 0 || labelLength > MAX_LABEL_LENGTH) return true;
      labels += 1;
      if (labels === 2) return mayHaveHash(ends, hash);
      if (tops && mayHaveHash(tops, hash)) return true;
      labelEnd = index;
    } else if (code > 127 || PLAIN[code] === 0) return true;
    hash = hashStep(hash, code);
  }
  if (labelEnd === 0 || labelEnd > MAX_LABEL_LENGTH) return true;
  return labels === 1 ? mayHaveHash(ends, hash) : tops !== undefined && mayHaveHash(tops, hash);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

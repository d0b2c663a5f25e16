import { parseNetwork } from '../../matching/network-set.ts';

/** A network as the span of its addresses, both ends included. */
interface Span {
  version: 4 | 6;
  first: bigint;
  last: bigint;
}

/** A network in one form, whatever host bits are set; the text itself if it is none. */
export function networkKey(text: string): string {
  const span = spanOf(text);
  return span ? `${span.version}:${span.first}-${span.last}` : text;
}

function spanOf(text: string): Span | undefined {
  const network = parseNetwork(text);
  if (!network) return undefined;
  const size = 1n << BigInt((network.version === 4 ? 32 : 128) - network.prefix);
  const value = BigInt(network.value);
  const first = value - (value % size);
  return { version: network.version, first, last: first + size - 1n };
}

/** Whether networks together hold every address of both families: whole, or in two halves. */
export function areEveryAddress(networks: readonly string[]): boolean {
  const spans = new Set(networks.map(networkKey));
  return [
    ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1'],
    ['::/0', '::/1', '8000::/1'],
  ].every(([whole = '', lower = '', upper = '']) => {
    return spans.has(networkKey(whole)) || (spans.has(networkKey(lower)) && spans.has(networkKey(upper)));
  });
}

/**
 * Of each inner network the place of the narrowest outer one that holds it and more; `undefined` without one, and for
 * text that is no network. One pass in order of addresses, since networks nest or are apart.
 */
export function outerNetworks(inner: readonly string[], outer: readonly string[]): (number | undefined)[] {
  const found: (number | undefined)[] = Array.from(inner, () => undefined);
  const entries = [...located(outer, true), ...located(inner, false)].sort((a, b) => compareSpans(a.span, b.span));
  const open: Located[] = [];
  for (const entry of entries) {
    const isApart = ({ span }: Located): boolean => span.version !== entry.span.version || span.last < entry.span.first;
    for (let top = open.at(-1); top && isApart(top); top = open.at(-1)) open.pop();
    const top = open.at(-1);
    const isSame = top !== undefined && compareSpans(top.span, entry.span) === 0;
    if (!entry.isOuter) found[entry.index] = (isSame ? open.at(-2) : top)?.index;
    else if (!isSame) open.push(entry);
  }
  return found;
}

interface Located {
  span: Span;
  index: number;
  isOuter: boolean;
}

function located(networks: readonly string[], isOuter: boolean): Located[] {
  return Array.from(networks, (text, index) => {
    const span = text === undefined ? undefined : spanOf(text);
    return span ? [{ span, index, isOuter }] : [];
  }).flat();
}

/** By first address, the widest first. */
function compareSpans(a: Span, b: Span): number {
  return a.version - b.version || order(a.first, b.first) || order(b.last, a.last);
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

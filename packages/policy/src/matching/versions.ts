export type Order = -1 | 0 | 1;

const MAX_LENGTH = 256;

/**
 * Compares dotted numbers by number: `13.10` is later than `13.9`, `13` equals `13.0`. `undefined` (not
 * comparable) if either is anything but dotted decimal numbers.
 */
export function compareVersions(a: string, b: string): Order | undefined {
  const left = parseDottedNumbers(a);
  const right = parseDottedNumbers(b);
  return left && right ? compareNumberLists(left, right) : undefined;
}

/** The parts of dotted decimal numbers, or `undefined`; numbers of any length keep their exact order. */
function parseDottedNumbers(text: string): bigint[] | undefined {
  if (text.length === 0 || text.length > MAX_LENGTH) return undefined;
  const parts = text.trim().split('.');
  return parts.every((part) => /^\d+$/.test(part)) ? parts.map(BigInt) : undefined;
}

/** Compares lists of numbers place by place; a missing place counts as zero. */
export function compareNumberLists(a: readonly bigint[], b: readonly bigint[]): Order {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareValues(a[index] ?? 0n, b[index] ?? 0n);
    if (order !== 0) return order;
  }
  return 0;
}

/** The order of two values of one kind. */
export function compareValues<V extends string | number | bigint>(a: V, b: V): Order {
  return a < b ? -1 : a > b ? 1 : 0;
}

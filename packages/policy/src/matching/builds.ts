import type { CatalogueVendor } from '../catalogue/schema.ts';
import { compareAndroidIds } from './builds-android.ts';
import { compareMiuiBuilds } from './builds-miui.ts';
import { compareSamsungBuilds } from './builds-samsung.ts';
import { compareNumberLists, compareValues, type Order } from './versions.ts';

const MAX_LENGTH = 256;

/**
 * Compares two firmware builds by the vendor's way of naming them (`buildPattern` of the catalogue), or else as
 * dotted alphanumerics. `undefined`: not comparable, for instance builds of different product lines.
 */
export function compareBuilds(
  vendor: Pick<CatalogueVendor, 'buildPattern'> | undefined,
  a: string,
  b: string,
): Order | undefined {
  const left = a.trim();
  const right = b.trim();
  if (left.length === 0 || right.length === 0 || left.length > MAX_LENGTH || right.length > MAX_LENGTH)
    return undefined;
  if (left === right) return 0;
  if (vendor?.buildPattern === 'miui') return compareMiuiBuilds(left, right);
  if (vendor?.buildPattern === 'samsung') return compareSamsungBuilds(left, right);
  if (vendor?.buildPattern === 'android') return compareAndroidIds(left, right);
  return compareDottedAlphanumerics(left, right);
}

/**
 * Compares token by token: numbers by number, letters by letter. The words before the first number name the
 * product line: where they differ (`RMX1921_…`, `CPH2025_…`), or a number meets a word, there is no order.
 */
function compareDottedAlphanumerics(a: string, b: string): Order | undefined {
  const left = tokenise(a);
  const right = tokenise(b);
  if (left === undefined || right === undefined) return undefined;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareTokens(left[index], right[index], index === 0);
    if (order !== 0) return order;
  }
  return 0;
}

type Token = bigint | string;

function compareTokens(a: Token | undefined, b: Token | undefined, isLeading: boolean): Order | undefined {
  if (a === undefined) return b === 0n ? 0 : -1;
  if (b === undefined) return a === 0n ? 0 : 1;
  if (typeof a === 'bigint' && typeof b === 'bigint') return compareNumberLists([a], [b]);
  if (typeof a === 'bigint' || typeof b === 'bigint') return undefined;
  const order = compareValues(a, b);
  return isLeading && order !== 0 ? undefined : order;
}

function tokenise(text: string): Token[] | undefined {
  const tokens = text.toUpperCase().match(/\d+|[A-Z]+/g);
  return tokens?.map((token) => (/^\d/.test(token) ? BigInt(token) : token));
}

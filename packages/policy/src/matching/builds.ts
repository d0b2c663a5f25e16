import type { CatalogueVendor } from '../catalogue/schema.ts';
import { compareAndroidIds } from './builds-android.ts';
import { compareMiuiBuilds } from './builds-miui.ts';
import { compareSamsungBuilds, withoutAndroidId } from './builds-samsung.ts';
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
 * As `compareBuilds`, but 0 is the same build only: builds of equal numbers and other device, region or Android codes
 * are not comparable.
 */
export function compareBuildsExactly(
  vendor: Pick<CatalogueVendor, 'buildPattern'> | undefined,
  a: string,
  b: string,
): Order | undefined {
  const order = compareBuilds(vendor, a, b);
  return order === 0 && codesOf(vendor, a) !== codesOf(vendor, b) ? undefined : order;
}

/** What two builds of equal numbers must have in common to be one. */
function codesOf(vendor: Pick<CatalogueVendor, 'buildPattern'> | undefined, build: string): string {
  const text = build.trim().toUpperCase();
  if (vendor?.buildPattern === 'samsung') return withoutAndroidId(text);
  if (vendor?.buildPattern === 'android') return text;
  const { main, suffix } = splitSuffix(vendor?.buildPattern === 'miui' ? text.replace(/^MIUI[ -]?/, '') : text);
  return `${(main.match(/[A-Z]+/g) ?? []).join(' ')}${suffix}`;
}

/**
 * Compares token by token: numbers by number, single letters by letter. What stands before the first `_`, or else
 * before the first space, is the model: builds of different models have no order, nor have a number and a word.
 */
function compareDottedAlphanumerics(a: string, b: string): Order | undefined {
  const left = splitBuild(a.toUpperCase());
  const right = splitBuild(b.toUpperCase());
  if (left.model !== right.model) return undefined;
  const order = compareTokenLists(left.main, right.main);
  return order === 0 ? compareSuffixes(left.suffix, right.suffix) : order;
}

/**
 * What a maker adds in parentheses: `C10E8R4P1` is edition 10, then counters of its own. Another edition's counters
 * say nothing; a build named without them is meant with any.
 */
function compareSuffixes(a: string, b: string): Order | undefined {
  if (a === b || a === '' || b === '') return 0;
  const edition = /^[ (]*[A-Z]*\d*/;
  return edition.exec(a)?.[0] === edition.exec(b)?.[0] ? compareTokenLists(a, b) : undefined;
}

function splitBuild(build: string): { model: string; main: string; suffix: string } {
  const { main, suffix } = splitSuffix(build);
  const underscore = main.indexOf('_');
  const end = underscore < 0 ? main.indexOf(' ') : underscore;
  return { model: main.slice(0, Math.max(end, 0)), main: main.slice(end + 1), suffix };
}

function splitSuffix(build: string): { main: string; suffix: string } {
  const open = build.indexOf('(');
  const main = open < 0 ? build : build.slice(0, open);
  return { main: main.trim(), suffix: build.slice(main.length) };
}

function compareTokenLists(a: string, b: string): Order | undefined {
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
  return a === b || (!isLeading && a.length === 1 && b.length === 1) ? compareValues(a, b) : undefined;
}

function tokenise(text: string): Token[] | undefined {
  const tokens = text.match(/\d+|[A-Z]+/g);
  return tokens?.map((token) => (/^\d/.test(token) ? BigInt(token) : token));
}

import { compareNumberLists, compareValues, type Order } from './versions.ts';

/** Android 8 and later: `TQ3A.230805.001.A2`, dated. Before: `KTU84P`, platform, branch, quarter letter and day (`U84`), version. */
const DATED_ID = /^[A-Z0-9]{3,5}\.(\d{6})\.(\d{1,3})(?:\.([A-Z])(\d{1,3}))?$/;
const LETTER_ID = /^([A-Z])[A-Z]([A-Z]\d{2})([A-Z]?)$/;

/** Compares two Android build ids (source.android.com, "Build IDs"): dated ones by date, older ones by platform, then date. */
export function compareAndroidIds(a: string, b: string): Order | undefined {
  const left = a.toUpperCase();
  const right = b.toUpperCase();
  const leftDated = DATED_ID.exec(left);
  const rightDated = DATED_ID.exec(right);
  if (leftDated && rightDated) return compareDated(leftDated, rightDated);
  const leftLetter = LETTER_ID.exec(left);
  const rightLetter = LETTER_ID.exec(right);
  if (leftLetter && rightLetter) return compareValues(letterCode(leftLetter), letterCode(rightLetter));
  if (leftLetter && rightDated) return -1;
  return leftDated && rightLetter ? 1 : undefined;
}

function compareDated(a: RegExpExecArray, b: RegExpExecArray): Order {
  const order = compareNumberLists([a[1], a[2]].map(toNumber), [b[1], b[2]].map(toNumber));
  if (order !== 0) return order;
  return compareValues(a[3] ?? '', b[3] ?? '') || compareNumberLists([toNumber(a[4])], [toNumber(b[4])]);
}

function toNumber(digits: string | undefined): bigint {
  return BigInt(digits ?? '0');
}

/** Platform, quarter and day, version: one string whose order is theirs. */
function letterCode(build: RegExpExecArray): string {
  return `${build[1]}${build[2]}${build[3]}`;
}

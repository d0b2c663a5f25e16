import { isDeepStrictEqual } from 'node:util';

/** Whether two values are the same JSON: members that are `undefined` do not count, nor does the order of members. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || isDeepStrictEqual(toPlain(a), toPlain(b));
}

function toPlain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

import type { InputFault } from '@cordon/contract';
import { toPointer } from '../../plugins/error-handler.ts';

/** Deepest nesting in a payload; the report schema itself needs four levels. */
const MAX_DEPTH = 32;

/**
 * Finds text that no string may hold (docs/device-protocol.md, "Common"), also in members that are not known and
 * therefore escape the schema: `\u0000` or a lone surrogate passes JSON.parse, and would fail every later `jsonb`.
 *
 * A whole walk costs more than parsing did, and is hardly ever needed: bytes that are valid UTF-8 and valid JSON can hold
 * such text only as an escape, `\u….`
 *
 * @param bytes what the payload was parsed from
 * @returns the first fault, or undefined
 */
export function findUnsafeText(payload: object, bytes: Buffer): InputFault | undefined {
  return bytes.includes('\\u') || isTooDeep(payload, 0) ? walk(payload, []) : undefined;
}

function isTooDeep(value: object, depth: number): boolean {
  if (depth >= MAX_DEPTH) return true;
  for (const key in value) {
    const element = (value as Record<string, unknown>)[key];
    if (typeof element === 'object' && element !== null && isTooDeep(element, depth + 1)) return true;
  }
  return false;
}

function walk(value: unknown, path: PropertyKey[]): InputFault | undefined {
  if (typeof value === 'string') return isSafe(value) ? undefined : unsafeAt(path);
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= MAX_DEPTH)
    return { pointer: toPointer(path), detail: `is nested deeper than ${MAX_DEPTH} levels` };
  const isArray = Array.isArray(value);
  for (const [key, element] of Object.entries(value)) {
    if (!isArray && !isSafe(key)) return unsafeAt(path);
    path.push(key);
    const fault = walk(element, path);
    if (fault) return fault;
    path.pop();
  }
  return undefined;
}

function isSafe(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function unsafeAt(path: readonly PropertyKey[]): InputFault {
  return { pointer: toPointer(path), detail: 'must be well-formed Unicode without U+0000' };
}

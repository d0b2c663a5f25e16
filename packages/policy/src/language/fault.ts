/** Something wrong with a policy document, in words that its author understands. */
export interface Fault {
  /** JSON Pointer (RFC 6901) to the value at fault; empty: the whole document. */
  pointer: string;
  /** Line and column in the source, from 1; absent where there is no source to point into. */
  line?: number;
  column?: number;
  message: string;
  severity: 'error' | 'warning';
}

export type PathPart = string | number;

/** JSON Pointer of a path, RFC 6901 section 3. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** An error at a path. */
export function errorAt(path: readonly PropertyKey[], message: string): Fault {
  return { pointer: pointerOf(path), message, severity: 'error' };
}

/** A warning at a path: the document may be published, but its author should look. */
export function warningAt(path: readonly PropertyKey[], message: string): Fault {
  return { pointer: pointerOf(path), message, severity: 'warning' };
}

/** An own member of an object or array. */
export function memberOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}

/** A piece of a text for a message, on one line and of bounded length. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').toWellFormed();
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** Faults by pointer, in document order of their positions where known, and without repeats. */
export function sortFaults(faults: readonly Fault[]): Fault[] {
  const distinct = new Map(faults.map((fault) => [`${fault.pointer}\n${fault.message}`, fault]));
  return [...distinct.values()].sort(byPosition);
}

function byPosition(a: Fault, b: Fault): number {
  if (a.line !== undefined && b.line !== undefined && a.line !== b.line) return a.line - b.line;
  if (a.column !== undefined && b.column !== undefined && a.column !== b.column) return a.column - b.column;
  return compareText(a.pointer, b.pointer) || compareText(a.message, b.message);
}

/** Order of two texts by UTF-16 code units: the same on every machine, unlike a locale's. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

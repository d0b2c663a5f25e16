import type { z } from 'zod';

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

/** The faults of a schema issue in `value`, one for each key or value at fault. `base` is prepended to its path. */
export function faultsOfIssue(issue: z.core.$ZodIssue, value: unknown, base: readonly PropertyKey[] = []): Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => errorAt([...path, key], `the key "${shorten(key)}" is not known here`));
  }
  if (issue.code === 'invalid_union') {
    const best = closestBranch(issue.errors);
    if (best) return best.flatMap((nested) => faultsOfIssue(nested, value, path));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((nested) => errorAt(path, `the key ${nested.message}`));
  }
  if (path.length > 0 && path.reduce(memberOf, value) === undefined) return [errorAt(path, 'is missing')];
  return [errorAt(path, messageOfIssue(issue))];
}

/** Of a union's branches, the one whose issues lie deepest: the alternative that the author meant. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return branches.find((issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0));
}

function messageOfIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('Invalid input') ? `must be ${withArticle(issue.expected)}` : issue.message;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `is too long: at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return issue.message.startsWith('Too small')
        ? `is too short: at least ${issue.minimum}${unitOf(issue.origin)}`
        : issue.message;
    default:
      return issue.message;
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function withArticle(expected: string): string {
  if (expected === 'object' || expected === 'record') return 'a mapping of keys to values';
  if (expected === 'array') return 'a list';
  if (expected === 'string') return 'a text';
  return expected === 'int' ? 'a whole number' : `a ${expected}`;
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

import type { Fault } from './fault.ts';

/** Largest policy source accepted, in bytes of UTF-8. */
export const MAX_SOURCE_BYTES = 256 * 1024;

/** Deepest nesting accepted, the document itself being depth 1. */
export const MAX_DEPTH = 20;

/** Where a value stands in its source, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A source that was read: its value, and where each pointer stands. Faults without a value mean it could not be read. */
export interface Source {
  value?: unknown;
  faults: Fault[];
  positionOf(pointer: string): Position | undefined;
  /** A number as it is written: `13.10` is 13.1 to all others. */
  writtenAt?: (pointer: string) => string | undefined;
  /** Pointers of values that were refused unread; what is said of them for not being there is no fault of its own. */
  unread?: readonly string[];
}

/** A source that could not be read at all. */
export function unreadable(message: string, position?: Position): Source {
  return { faults: [{ pointer: '', ...position, message, severity: 'error' }], positionOf: () => undefined };
}

/** Line and column of an offset in a text. */
export function positionIn(text: string, offset: number): Position {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}

import { type Fault, type PathPart, pointerOf } from './fault.ts';
import { findJsonError } from './json-error.ts';
import { MAX_DEPTH, type Position, positionIn, type Source, unreadable } from './source.ts';

/** Reads JSON (RFC 8259). Repeated names are faults, as is nesting beyond `MAX_DEPTH`. */
export function readJson(text: string): Source {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { message, offset } = findJsonError(text);
    return unreadable(`is not JSON: ${message}`, positionIn(text, offset));
  }
  const { faults, positions, numbers, isTooDeep } = scan(text);
  if (isTooDeep) return unreadable(`is nested deeper than ${MAX_DEPTH} levels`);
  return {
    value,
    faults,
    positionOf: (pointer) => locate(text, positions.get(pointer)),
    writtenAt: (pointer) => numbers.get(pointer),
  };
}

interface Level {
  isArray: boolean;
  index: number;
  names: Set<string>;
  name?: string;
}

interface Scanned {
  faults: Fault[];
  positions: Map<string, number>;
  numbers: Map<string, string>;
  isTooDeep: boolean;
}

/** Walks text that is known to be JSON, token by token and without recursion. */
function scan(text: string): Scanned {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
  const faults: Fault[] = [];
  const positions = new Map<string, number>();
  const numbers = new Map<string, string>();
  const levels: Level[] = [];
  const path = (): PathPart[] => levels.map((level) => (level.isArray ? level.index : (level.name ?? '')));
  let isName = false;
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      setOnce(positions, pointerOf(path()), index);
      levels.push({ isArray: token === '[', index: 0, names: new Set() });
      if (levels.length > MAX_DEPTH) return { faults, positions, numbers, isTooDeep: true };
      isName = token === '{';
    } else if (token === '}' || token === ']') {
      levels.pop();
      isName = false;
    } else if (token === ',') {
      if (level?.isArray) level.index += 1;
      isName = level !== undefined && !level.isArray;
    } else if (token === ':') {
      isName = false;
    } else if (isName && level) {
      level.name = JSON.parse(token) as string;
      if (level.names.has(level.name)) faults.push(repeated(text, path(), index));
      level.names.add(level.name);
      setOnce(positions, pointerOf(path()), index);
    } else {
      const pointer = pointerOf(path());
      setOnce(positions, pointer, index);
      if (/^[-\d]/.test(token)) numbers.set(pointer, token);
    }
  }
  return { faults, positions, numbers, isTooDeep: false };
}

/** A member's place is that of its name, which comes before its value. */
function setOnce(positions: Map<string, number>, pointer: string, offset: number): void {
  if (!positions.has(pointer)) positions.set(pointer, offset);
}

function repeated(text: string, path: PathPart[], offset: number): Fault {
  return { pointer: pointerOf(path), ...positionIn(text, offset), message: 'is given twice', severity: 'error' };
}

function locate(text: string, offset: number | undefined): Position | undefined {
  return offset === undefined ? undefined : positionIn(text, offset);
}

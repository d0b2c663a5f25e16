import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { type Fault, type PathPart, pointerOf, shorten } from './fault.ts';
import { MAX_DEPTH, type Position, positionIn, type Source, unreadable } from './source.ts';
import { findYamlAbuse } from './yaml-guard.ts';

interface Walk {
  faults: Fault[];
  offsets: Map<string, number>;
  numbers: Map<string, string>;
  unread: string[];
  positionAt(offset: number): Position;
}

/**
 * Reads one YAML 1.2 document in the core schema. Refused, all of them at once: aliases, anchors, tags, repeated
 * keys, nesting beyond `MAX_DEPTH`. Total: a text that defeats the parser is a fault, not an exception.
 */
export function readYaml(text: string): Source {
  const abuse = findYamlAbuse(text);
  if (abuse) return unreadable(abuse.message, positionIn(text, abuse.offset));
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      strict: true,
      stringKeys: true,
      uniqueKeys: false,
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch {
    return unreadable(`is nested deeper than ${MAX_DEPTH} levels`);
  }
  const broken = document.errors.map((error) => syntaxFault(error, positionAt));
  if (broken.length > 0) return { faults: onePerLine(broken).slice(0, 50), positionOf: () => undefined };
  const walk: Walk = { faults: [], offsets: new Map(), numbers: new Map(), unread: [], positionAt };
  const value = read(document.contents, [], 1, walk);
  const positionOf = (pointer: string): Position | undefined => {
    const offset = walk.offsets.get(pointer);
    return offset === undefined ? undefined : positionAt(offset);
  };
  const writtenAt = (pointer: string): string | undefined => walk.numbers.get(pointer);
  return { value, faults: walk.faults, positionOf, writtenAt, unread: walk.unread };
}

function syntaxFault(error: YAMLError, positionAt: Walk['positionAt']): Fault {
  return {
    pointer: '',
    ...positionAt(error.pos[0]),
    message: `is not YAML: ${explainSyntax(error.message)}`,
    severity: 'error',
  };
}

/** A mistake in the syntax makes the parser stumble more than once. */
function onePerLine(faults: readonly Fault[]): Fault[] {
  return faults.filter((fault, index) => faults.findIndex(({ line }) => line === fault.line) === index);
}

/** What the parser says most, in words of an author's. */
const SYNTAX: readonly (readonly [RegExp, string])[] = [
  [/^Source contains multiple documents/, 'a second document begins here, write each policy in a file of its own'],
  [/^Tabs are not allowed/, 'this line is indented with a tab, use spaces'],
  [
    /^Sequence item without/,
    'this line is indented neither like the list above it nor like what is inside its entries',
  ],
  [/^All (mapping|sequence) items must start/, 'this line is indented otherwise than the ones it belongs with'],
  [/^Missing closing/, 'a quote is not closed'],
  [
    /^Flow (map|sequence) in block .* sufficiently indented|^Expected flow (map|sequence) to end/,
    'a bracket is not closed',
  ],
  [/^Nested mappings are not allowed/, 'there are two ": " on this line, put the text in quotes'],
  [/^Implicit (map )?keys? need/, 'there is no ":" after this key'],
  [/^Missing (, )?(or : )?between/, 'a comma is missing before this'],
  [/^Missing ,/, 'a comma is missing before this'],
  [/^Plain value cannot start/, 'a text that begins with this character must be in quotes'],
];

function explainSyntax(message: string): string {
  return SYNTAX.find(([pattern]) => pattern.test(message))?.[1] ?? shorten(message);
}

/** A fault at the place that is known for its pointer (of a member its key), else at the offset given. */
function refuse(walk: Walk, path: readonly PathPart[], offset: number, message: string): void {
  const pointer = pointerOf(path);
  const position = walk.positionAt(walk.offsets.get(pointer) ?? offset);
  walk.faults.push({ pointer, ...position, message, severity: 'error' });
}

function refuseUnread(walk: Walk, path: readonly PathPart[], offset: number, message: string): void {
  walk.unread.push(pointerOf(path));
  refuse(walk, path, offset, message);
}

function read(node: Node | null | undefined, path: readonly PathPart[], depth: number, walk: Walk): unknown {
  if (!node) return null;
  const offset = node.range?.[0] ?? 0;
  const pointer = pointerOf(path);
  if (!walk.offsets.has(pointer)) walk.offsets.set(pointer, offset);
  if (isAlias(node))
    return refuseUnread(walk, path, offset, 'is an alias: write the value out, aliases are not allowed');
  if ('anchor' in node && node.anchor) refuse(walk, path, offset, 'has an anchor: anchors are not allowed');
  if (node.tag) refuse(walk, path, offset, 'has a tag: tags are not allowed');
  if (isScalar(node)) {
    if (typeof node.value === 'number' && node.source !== undefined) walk.numbers.set(pointer, node.source);
    return node.value;
  }
  if (depth > MAX_DEPTH) return refuseUnread(walk, path, offset, `is nested deeper than ${MAX_DEPTH} levels`);
  if (isSeq(node)) return node.items.map((item, index) => read(item as Node | null, [...path, index], depth + 1, walk));
  return isMap(node) ? readMap(node.items as Pair<Node, Node | null>[], path, depth, walk) : null;
}

function readMap(
  pairs: readonly Pair<Node, Node | null>[],
  path: readonly PathPart[],
  depth: number,
  walk: Walk,
): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const { key, value } of pairs) {
    const offset = key?.range?.[0] ?? 0;
    const name = isScalar(key) ? String(key.value ?? '') : undefined;
    if (name === undefined) {
      refuse(walk, path, offset, 'has a key that is not a text');
      continue;
    }
    const here = [...path, name];
    if (('anchor' in key && key.anchor) || key.tag)
      refuse(walk, here, offset, 'has an anchor or tag on its key: not allowed');
    if (entries.has(name))
      walk.faults.push({
        pointer: pointerOf(here),
        ...walk.positionAt(offset),
        message: 'is given twice',
        severity: 'error',
      });
    else walk.offsets.set(pointerOf(here), offset);
    entries.set(name, read(value, here, depth + 1, walk));
  }
  // Object.fromEntries makes own properties, so that a key `__proto__` stays a key.
  return Object.fromEntries(entries);
}

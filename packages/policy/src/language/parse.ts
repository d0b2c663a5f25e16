import type { Catalogue } from '../catalogue/index.ts';
import type { PolicyDocument } from './document.ts';
import { type Fault, sortFaults } from './fault.ts';
import { hashDocument } from './hash.ts';
import { readJson } from './json-source.ts';
import type { ScopeReference } from './lint/scope.ts';
import { type LintOptions, lintDocument } from './lint.ts';
import { MAX_SOURCE_BYTES, type Source, unreadable } from './source.ts';
import { readYaml } from './yaml-source.ts';

export type PolicyFormat = 'yaml' | 'json';

/** What the scope of a source names of the organisation, and how faults found later get their places among the others. */
interface ReadSource {
  references: readonly ScopeReference[];
  /** These faults and those found later, each with its place in the source, in its order. */
  merge(faults: readonly Fault[], later: readonly Fault[]): Fault[];
}

export type ParsedPolicy =
  | ({ ok: true; document: PolicyDocument; hash: string; warnings: Fault[] } & ReadSource)
  | ({ ok: false; faults: Fault[] } & ReadSource);

/**
 * Reads a policy from its source: YAML 1.2 core or JSON, at most 256 kB, no aliases, depth 20. Reports every fault
 * at once, each with its JSON Pointer and its line and column. The document is what was written, without defaults;
 * `hash` is SHA-256 over its RFC 8785 canonical JSON. Total: throws nothing.
 */
export function parsePolicy(
  text: string,
  format: PolicyFormat,
  catalogue: Catalogue,
  options: LintOptions = {},
): ParsedPolicy {
  const source = readSource(text, format);
  const merge: ReadSource['merge'] = (faults, later) =>
    sortFaults([...faults, ...later.map((fault) => locate(fault, source))]);
  if (!('value' in source)) return { ok: false, faults: source.faults, references: [], merge };
  const linted = lintDocument(source.value, catalogue, { ...options, writtenAt: source.writtenAt });
  const told = linted.faults.filter((fault) => !isOfUnread(fault, source.unread ?? []));
  const faults = merge(source.faults, told);
  const { references } = linted;
  if (!linted.document || faults.some((fault) => fault.severity === 'error'))
    return { ok: false, faults, references, merge };
  const { document } = linted;
  return { ok: true, document, hash: hashDocument(document), warnings: faults, references, merge };
}

/** Whether a fault is about a value that was refused unread, or about what its owner lacks without it. */
function isOfUnread({ pointer, message }: Fault, unread: readonly string[]): boolean {
  return unread.some(
    (refused) =>
      pointer === refused ||
      pointer.startsWith(`${refused}/`) ||
      (message.startsWith('must ') && pointer === refused.slice(0, refused.lastIndexOf('/'))),
  );
}

function readSource(text: string, format: PolicyFormat): Source {
  // A UTF-16 unit is at most three bytes, so the byte count is only taken of texts that may fit.
  if (text.length > MAX_SOURCE_BYTES || new TextEncoder().encode(text).length > MAX_SOURCE_BYTES) {
    return unreadable(`is larger than ${MAX_SOURCE_BYTES / 1024} kB`);
  }
  if (!text.isWellFormed() || text.includes('\0')) return unreadable('must be well-formed Unicode without U+0000');
  return format === 'json' ? readJson(text) : readYaml(text);
}

/** Gives a fault the place of its value, or of the nearest value around it (a missing key has none of its own). */
function locate(fault: Fault, source: Source): Fault {
  for (let pointer = fault.pointer; ; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
    const position = source.positionOf(pointer);
    if (position) return { ...fault, ...position };
    if (pointer === '') return fault;
  }
}

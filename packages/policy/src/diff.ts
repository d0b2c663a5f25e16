import type { PolicyDocument } from './language/document.ts';
import { pointerOf } from './language/fault.ts';
import { canonicalJson } from './language/hash.ts';

/** One difference between two states of a policy. */
export interface PolicyChange {
  kind: 'added' | 'removed' | 'changed';
  /** JSON Pointer into the new document (`removed`: into the old one). */
  pointer: string;
  /** The rule, remediation or evidence it belongs to, by its id; absent: the policy itself. */
  part?: { kind: 'rule' | 'remediation' | 'evidence'; id: string };
  before?: unknown;
  after?: unknown;
}

type Path = readonly (string | number)[];
type Entry = { id: string };

const PARTS = [
  ['rules', 'rule'],
  ['remediations', 'remediation'],
  ['evidence', 'evidence'],
] as const;

/**
 * What changed from one state of a policy to another: rules, remediations and evidence by id, whatever their order;
 * within them, and elsewhere, value by value; lists of plain values as sets. Pure; empty if nothing changed its meaning.
 */
export function diffPolicies(before: PolicyDocument, after: PolicyDocument): PolicyChange[] {
  const changes: PolicyChange[] = [];
  compare(before.metadata, after.metadata, ['metadata'], undefined, changes);
  compare(before.spec.appliesTo, after.spec.appliesTo, ['spec', 'appliesTo'], undefined, changes);
  for (const [key, kind] of PARTS) compareParts(before.spec[key] ?? [], after.spec[key] ?? [], key, kind, changes);
  return changes;
}

function compareParts(
  before: readonly Entry[],
  after: readonly Entry[],
  key: string,
  kind: 'rule' | 'remediation' | 'evidence',
  into: PolicyChange[],
) {
  const old = new Map(before.map((entry) => [entry.id, entry]));
  const kept = new Set(after.map((entry) => entry.id));
  before.forEach((entry, index) => {
    if (!kept.has(entry.id))
      into.push({
        kind: 'removed',
        pointer: pointerOf(['spec', key, index]),
        part: { kind, id: entry.id },
        before: entry,
      });
  });
  after.forEach((entry, index) => {
    const path = ['spec', key, index];
    const previous = old.get(entry.id);
    if (previous) compare(previous, entry, path, { kind, id: entry.id }, into);
    else into.push({ kind: 'added', pointer: pointerOf(path), part: { kind, id: entry.id }, after: entry });
  });
}

function compare(before: unknown, after: unknown, path: Path, part: PolicyChange['part'], into: PolicyChange[]): void {
  if (before === undefined && after === undefined) return;
  const where = { pointer: pointerOf(path), ...(part && { part }) };
  if (before === undefined) into.push({ kind: 'added', ...where, after });
  else if (after === undefined) into.push({ kind: 'removed', ...where, before });
  else if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, where, into);
  else if (isMapping(before) && isMapping(after)) compareMappings(before, after, path, part, into);
  else if (before !== after) into.push({ kind: 'changed', ...where, before, after });
}

function compareMappings(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: Path,
  part: PolicyChange['part'],
  into: PolicyChange[],
) {
  for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    compare(before[key], after[key], [...path, key], part, into);
  }
}

/** Lists of the language are alternatives: their order means nothing. */
function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  where: Pick<PolicyChange, 'pointer' | 'part'>,
  into: PolicyChange[],
) {
  const old = new Set(before.map(canonicalJson));
  const now = new Set(after.map(canonicalJson));
  const added = after.filter((value) => !old.has(canonicalJson(value)));
  const removed = before.filter((value) => !now.has(canonicalJson(value)));
  if (added.length > 0) into.push({ kind: 'added', ...where, after: added });
  if (removed.length > 0) into.push({ kind: 'removed', ...where, before: removed });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

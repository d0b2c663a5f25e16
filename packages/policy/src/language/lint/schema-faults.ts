import type { z } from 'zod';
import { explainVersionType } from '../constraint.ts';
import { errorAt, type Fault, memberOf, pointerOf, shorten } from '../fault.ts';
import type { Hints } from './hints.ts';
import { keysAbove, knownKeys } from './known-keys.ts';

type Issue = z.core.$ZodIssue;
/** A number as the source has it, by pointer. */
type WrittenAt = (pointer: string) => string | undefined;

/** The faults of form in a value: one for each mistake, with what its author may have meant. */
export function schemaFaults(
  issues: readonly Issue[],
  value: unknown,
  hints: Hints,
  writtenAt: WrittenAt = () => undefined,
): Fault[] {
  const keys = issues.filter((issue) => issue.code === 'unrecognized_keys');
  const meant = new Set(keys.flatMap((issue) => issue.keys.flatMap((key) => pointersMeant(issue.path, key, hints))));
  const misspelt = new Set(
    keys.filter((issue) => explainsAbsence(issue, value, hints)).map(({ path }) => pointerOf(path)),
  );
  return issues.flatMap((issue) => {
    // What a misspelt key was meant to give is not told once more as missing.
    if (issue.code === 'custom' && misspelt.has(pointerOf(issue.path))) return [];
    return faultsOfIssue(issue, value, hints, writtenAt).filter(
      (fault) => !(fault.message === MISSING && meant.has(fault.pointer)),
    );
  });
}

const MISSING = 'is missing';

function pointersMeant(path: readonly PropertyKey[], key: string, hints: Hints): string[] {
  return hints.nearest(key, knownKeys(path)).map((name) => pointerOf([...path, name]));
}

/** Whether unknown keys are why an object lacks one that it needs: misspelt ones, or all that it has. */
function explainsAbsence(
  { path, keys }: { path: readonly PropertyKey[]; keys: string[] },
  value: unknown,
  hints: Hints,
): boolean {
  const owner = path.reduce(memberOf, value);
  const hasNothingElse = typeof owner === 'object' && owner !== null && Object.keys(owner).length === keys.length;
  return hasNothingElse || keys.some((key) => hints.nearest(key, knownKeys(path)).length > 0);
}

function faultsOfIssue(
  issue: Issue,
  value: unknown,
  hints: Hints,
  writtenAt: WrittenAt,
  base: readonly PropertyKey[] = [],
): Fault[] {
  const path = [...base, ...issue.path];
  const input = path.reduce(memberOf, value);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => errorAt([...path, key], messageOfKey(key, path, hints)));
  if (issue.code === 'invalid_union') {
    const best = closestBranch(issue.errors);
    if (best) return best.flatMap((nested) => faultsOfIssue(nested, value, hints, writtenAt, path));
    return [errorAt(path, `must be ${issue.errors.flatMap(expectedOf).join(' or ')}`)];
  }
  if (issue.code === 'invalid_key') return issue.issues.map((nested) => errorAt(path, `the key ${nested.message}`));
  if (path.length > 0 && input === undefined) return [errorAt(path, MISSING)];
  const written = typeof input === 'number' ? writtenAt(pointerOf(path)) : undefined;
  return [errorAt(path, messageOfIssue(issue, input, hints, written))];
}

/** Of a union's branches, the one whose issues lie deepest: the alternative that the author meant. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0));
}

function expectedOf(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => (issue.code === 'invalid_type' ? withArticle(issue.expected) : []));
}

function messageOfKey(key: string, path: readonly PropertyKey[], hints: Hints): string {
  const known = knownKeys(path);
  const hint = hints.at(key, known);
  if (hint !== '') return `the key "${shorten(key)}" is not known here${hint}`;
  const above = keysAbove(path, key);
  if (above.length > 0) return `the key "${shorten(key)}" does not belong here: it is a key of ${above.join(', ')}`;
  return `the key "${shorten(key)}" is not known here, only ${known.join(', ')}`;
}

function messageOfIssue(issue: Issue, input: unknown, hints: Hints, written: string | undefined): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.startsWith('Invalid input')) return messageOfType(issue.expected, input, written);
      return issue.message === explainVersionType(input) ? explainVersionType(input, written) : issue.message;
    case 'invalid_value':
      return messageOfValue(issue.values.map(String), input, hints);
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

function messageOfType(expected: string, input: unknown, written: string | undefined): string {
  if (input === null) return `is empty: it must be ${withArticle(expected)}`;
  const must = `must be ${withArticle(expected)}`;
  if (expected === 'array' && typeof input === 'string') return `${must}: write [${shorten(input)}]`;
  if (expected === 'array' && typeof input === 'object') return `${must}: begin each entry with "- "`;
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return `${must}: write "${written ?? input}", in quotes`;
  const digits = typeof input === 'string' ? /^(?:AS)?(\d+)$/i.exec(input)?.[1] : undefined;
  return digits !== undefined && (expected === 'number' || expected === 'int') ? `${must}: write ${digits}` : must;
}

function messageOfValue(known: readonly string[], input: unknown, hints: Hints): string {
  const must = known.length === 1 ? `must be ${known[0]}` : `must be one of ${known.join(', ')}`;
  if (typeof input !== 'string') return input === null ? `is empty: it ${must}` : must;
  return known.length === 1
    ? `${must}, not "${shorten(input)}"`
    : `"${shorten(input)}" is not known here${sentenceAfter(hints.at(input, known), must)}`;
}

function sentenceAfter(hint: string, must: string): string {
  return hint === '' ? `; it ${must}` : `${hint} It ${must}`;
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

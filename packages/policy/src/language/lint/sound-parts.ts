import type { z } from 'zod';
import { memberOf } from '../fault.ts';

/** A value of which any member may be missing, since it was at fault. */
export type Sound<T> = T extends readonly (infer Entry)[]
  ? Sound<Entry>[]
  : T extends object
    ? { [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

export interface SoundParts {
  /** The value without what is at fault in it. A list keeps its places: an entry at fault leaves a hole. */
  value: unknown;
  /** The objects and lists that lack something for that reason: what they say as a whole is not known. */
  incomplete: WeakSet<object>;
}

interface Branch {
  isAtFault?: boolean;
  below: Map<PropertyKey, Branch>;
}

/** What is left of a value when all that schema issues point at is taken out, so that one fault hides no other. */
export function soundParts(value: unknown, issues: readonly z.core.$ZodIssue[]): SoundParts {
  const root: Branch = { below: new Map() };
  for (const path of issues.flatMap((issue) => pathsAtFault(issue, value))) {
    let branch = root;
    for (const part of path) {
      let next = branch.below.get(part);
      if (!next) branch.below.set(part, (next = { below: new Map() }));
      branch = next;
    }
    branch.isAtFault = true;
  }
  const incomplete = new WeakSet<object>();
  return { value: prune(value, root, incomplete), incomplete };
}

/** An object or list that breaks a rule of its own, such as its length, is still worth looking into. */
function pathsAtFault(issue: z.core.$ZodIssue, value: unknown): PropertyKey[][] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...issue.path, key]);
  const isAboutTheWhole = issue.code === 'custom' || issue.code === 'too_big' || issue.code === 'too_small';
  const culprit = issue.path.reduce(memberOf, value);
  return isAboutTheWhole && typeof culprit === 'object' ? [] : [[...issue.path]];
}

function prune(value: unknown, branch: Branch, incomplete: WeakSet<object>): unknown {
  if (branch.isAtFault) return undefined;
  if (branch.below.size === 0 || typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<PropertyKey, unknown>;
  for (const [part, next] of branch.below) {
    if (!Object.hasOwn(value, part)) continue;
    const kept = prune(copy[part], next, incomplete);
    if (kept !== undefined) copy[part] = kept;
    else {
      delete copy[part];
      incomplete.add(copy);
    }
  }
  return copy;
}

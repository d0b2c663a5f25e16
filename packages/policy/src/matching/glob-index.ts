import { globMatcher } from './glob.ts';
import { compactName, foldName } from './vendor-names.ts';

/** Looks up folded text in many patterns at once: exact ones by hash, globs by the first characters of their prefix. */
export interface GlobIndex {
  /** Keys whose patterns match. Exact patterns come first: where one matches, globs are not asked. */
  find(folded: string): readonly string[];
}

interface IndexedGlob {
  key: string;
  matches: (text: string) => boolean;
}

const BUCKET_LENGTH = 2;

/** Compiles (pattern, key) pairs; patterns are compared case- and spelling-insensitively (`foldName`). */
export function createGlobIndex(patterns: Iterable<readonly [pattern: string, key: string]>): GlobIndex {
  const exact = new Map<string, Set<string>>();
  const buckets = new Map<string, IndexedGlob[]>();
  for (const [pattern, key] of patterns) {
    const folded = foldName(pattern);
    if (!folded.includes('*')) addTo(exact, compactName(folded), key);
    else pushTo(buckets, bucketOf(folded), { key, matches: globMatcher(folded) });
  }
  return {
    find(folded) {
      if (folded === '') return [];
      const found = exact.get(compactName(folded));
      if (found) return [...found];
      const globs = [...(buckets.get(folded.slice(0, BUCKET_LENGTH)) ?? []), ...(buckets.get('') ?? [])];
      return [...new Set(globs.filter((glob) => glob.matches(folded)).map((glob) => glob.key))];
    },
  };
}

/** The bucket of a glob: the start of its text before the first star, or `''` where that is too short to tell. */
function bucketOf(folded: string): string {
  const star = folded.indexOf('*');
  return star < BUCKET_LENGTH ? '' : folded.slice(0, BUCKET_LENGTH);
}

function addTo(sets: Map<string, Set<string>>, name: string, key: string): void {
  const set = sets.get(name) ?? new Set();
  sets.set(name, set.add(key));
}

function pushTo<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

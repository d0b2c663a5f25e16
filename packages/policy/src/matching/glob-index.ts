import { globMatcher } from './glob.ts';
import { compactName, foldModel, foldName } from './vendor-names.ts';

/** Looks up text in many patterns at once: exact ones by hash, globs by the first characters of their prefix. */
export interface GlobIndex {
  /** Keys whose patterns match, each once. Exact patterns come first: where one matches, globs are not asked. */
  find(text: string): readonly string[];
}

interface IndexedGlob {
  key: string;
  matches: (text: string) => boolean;
}

const BUCKET_LENGTH = 2;

/**
 * Compiles (pattern, key) pairs. Case never matters; exact patterns are compared without spaces and marks (`HM-1SW`
 * is `HM 1SW`), globs with them.
 */
export function createGlobIndex(patterns: Iterable<readonly [pattern: string, key: string]>): GlobIndex {
  const exact = new Map<string, Set<string>>();
  const buckets = new Map<string, IndexedGlob[]>();
  for (const [pattern, key] of patterns) {
    if (!pattern.includes('*')) addTo(exact, compactName(foldName(pattern)), key);
    else {
      const glob = foldModel(pattern);
      pushTo(buckets, bucketOf(glob), { key, matches: globMatcher(glob) });
    }
  }
  return {
    find(text) {
      const found = exact.get(compactName(foldName(text)));
      if (found) return [...found];
      const model = foldModel(text);
      const globs = [...(buckets.get(model.slice(0, BUCKET_LENGTH)) ?? []), ...(buckets.get('') ?? [])];
      return [...new Set(globs.filter((glob) => glob.matches(model)).map((glob) => glob.key))];
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

import type { AppFacts } from '../../facts.ts';
import type { AppEntry } from '../../language/rules/app.ts';
import { normaliseDigest } from '../../matching/digest.ts';

/** The entry that an app matches, or why that cannot be said. */
export interface AppMatch {
  entry?: AppEntry;
  gap?: 'value-missing' | 'not-comparable';
}

export interface AppMatcher {
  match(app: AppFacts): AppMatch;
}

interface Candidate {
  entry: AppEntry;
  digest?: string;
}

const NO_MATCH: AppMatch = Object.freeze({});

/**
 * Compiles app entries into look-ups by package, by publisher prefix and by signer, so that an app costs the
 * same however many entries there are. Among several matching entries the first one listed is named.
 */
export function createAppMatcher(entries: readonly AppEntry[]): AppMatcher {
  const byPackage = new Map<string, Candidate[]>();
  const byPublisher = new Map<string, Candidate[]>();
  const bySigner = new Map<string, Candidate[]>();
  for (const entry of entries) {
    const digest = entry.signer === undefined ? undefined : normaliseDigest(entry.signer);
    const candidate = digest === undefined ? { entry } : { entry, digest };
    if (entry.package !== undefined) push(byPackage, entry.package, candidate);
    else if (entry.publisher !== undefined) push(byPublisher, entry.publisher, candidate);
    else if (digest !== undefined) push(bySigner, digest, candidate);
  }
  return {
    match(app) {
      const named = [...(byPackage.get(app.package) ?? []), ...publishersOf(app.package, byPublisher)];
      if (named.length === 0 && bySigner.size === 0) return NO_MATCH;
      return matchCandidates(app, named, bySigner);
    },
  };
}

function matchCandidates(
  app: AppFacts,
  named: readonly Candidate[],
  bySigner: ReadonlyMap<string, readonly Candidate[]>,
): AppMatch {
  const signers = app.signers?.map((signer) => normaliseDigest(signer));
  const applicable = named.filter(
    ({ entry }) => entry.publisher === undefined || app.package.startsWith(entry.publisher),
  );
  const bySign = signers?.flatMap((signer) => (signer === undefined ? [] : (bySigner.get(signer) ?? []))) ?? [];
  const hit = [...applicable, ...bySign].find(({ digest }) => digest === undefined || signers?.includes(digest));
  if (hit) return { entry: hit.entry };
  const asksSigner = bySigner.size > 0 || applicable.some(({ digest }) => digest !== undefined);
  if (!asksSigner) return NO_MATCH;
  if (signers === undefined) return { gap: 'value-missing' };
  return signers.includes(undefined) ? { gap: 'not-comparable' } : NO_MATCH;
}

/** Candidates whose publisher, a prefix ending in a dot, the package starts with. */
function publishersOf(name: string, byPublisher: ReadonlyMap<string, readonly Candidate[]>): Candidate[] {
  if (byPublisher.size === 0) return [];
  const found: Candidate[] = [];
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    found.push(...(byPublisher.get(name.slice(0, dot + 1)) ?? []));
  }
  return found;
}

function push(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = map.get(key);
  if (list) list.push(candidate);
  else map.set(key, [candidate]);
}

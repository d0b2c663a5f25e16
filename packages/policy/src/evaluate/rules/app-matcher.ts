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
const NONE: readonly Candidate[] = Object.freeze([]);

/**
 * Compiles app entries into look-ups by package, by publisher prefix and by signer, so that an app costs the
 * same however many entries there are. Among several matching entries one without a signer is named first.
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
      const whole = byPackage.get(app.package) ?? NONE;
      const named = byPublisher.size === 0 ? whole : [...whole, ...publishersOf(app.package, byPublisher)];
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
  const applicable = named.filter(
    ({ entry }) => entry.publisher === undefined || app.package.startsWith(entry.publisher),
  );
  const plain = applicable.find(({ digest }) => digest === undefined);
  if (plain) return { entry: plain.entry };
  if (bySigner.size === 0 && applicable.length === 0) return NO_MATCH;
  if (app.signers === undefined) return { gap: 'value-missing' };
  const signers = app.signers.map((signer) => normaliseDigest(signer));
  const hit =
    applicable.find(({ digest }) => signers.includes(digest)) ??
    signers.flatMap((signer) => (signer === undefined ? [] : (bySigner.get(signer) ?? [])))[0];
  if (hit) return { entry: hit.entry };
  return signers.includes(undefined) ? { gap: 'not-comparable' } : NO_MATCH;
}

/** Candidates whose publisher, a prefix ending in a dot, the package starts with. */
function publishersOf(name: string, byPublisher: ReadonlyMap<string, readonly Candidate[]>): Candidate[] {
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

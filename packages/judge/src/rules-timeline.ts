import type { PolicyReference, PublishedVersion } from '@cordon/db';
import type { Compiled } from '@cordon/policy';

/** Rules by the instant they were in force at. */
export interface RulesTimeline {
  /** The compiled rules in force at an instant, milliseconds. */
  at(instant: number): Compiled;
}

/** The version of each policy in force at an instant, by name: the highest one published and in force by then. */
export function policiesInForceAt(versions: readonly PublishedVersion[], instant: number): PolicyReference[] {
  const newest = new Map<string, PublishedVersion>();
  for (const version of versions) {
    const { publishedAt, inForceSince, withdrawnAt, policyId } = version;
    const since = Math.max(publishedAt.getTime(), inForceSince.getTime());
    if (since > instant || (withdrawnAt !== null && withdrawnAt.getTime() <= instant)) continue;
    const known = newest.get(policyId);
    if (!known || known.version < version.version) newest.set(policyId, version);
  }
  return [...newest.values()].map(({ publishedAt: _at, withdrawnAt: _until, ...reference }) => reference);
}

/**
 * The rules from an instant on: what reports that came before the newest rules, and changes that time made before them,
 * are judged by.
 *
 * @param since the earliest instant that will be asked for
 * @param find a compiled set, if there is one
 * @returns sets to be compiled first, if any of them is not
 */
export function createRulesTimeline(
  versions: readonly PublishedVersion[],
  present: { compiled: Compiled; since: number },
  since: number,
  find: (policies: PolicyReference[]) => Compiled | undefined,
): RulesTimeline | { missing: PolicyReference[][] } {
  const steps = [since, ...changePoints(versions).filter((at) => at > since && at < present.since)];
  const sets = steps.map((from) => ({ from, policies: policiesInForceAt(versions, from) }));
  const compiled = sets.map(({ from, policies }) => ({ from, policies, rules: find(policies) }));
  const missing = compiled.filter(({ rules }) => !rules).map(({ policies }) => policies);
  if (missing.length > 0) return { missing };
  return {
    at: (instant) => {
      if (instant >= present.since) return present.compiled;
      return compiled.findLast(({ from }) => from <= instant)?.rules ?? compiled[0]?.rules ?? present.compiled;
    },
  };
}

function changePoints(versions: readonly PublishedVersion[]): number[] {
  const instants = versions.flatMap(({ publishedAt, inForceSince, withdrawnAt }) => [
    Math.max(publishedAt.getTime(), inForceSince.getTime()),
    ...(withdrawnAt ? [withdrawnAt.getTime()] : []),
  ]);
  return [...new Set(instants)].sort((a, b) => a - b);
}

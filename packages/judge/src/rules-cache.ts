import type { PolicyReference } from '@cordon/db';
import { type Catalogue, type Compiled, compile, type PolicyDocument, type PolicyInput } from '@cordon/policy';

/** Compiled sets of policies. A set is found by all that it was made from: two that differ in anything never share one. */
export interface RulesCache {
  get(policies: readonly PolicyReference[], catalogue: Catalogue): Compiled | undefined;
  /** Compiles a set and keeps it; the least recently used one gives way. */
  add(policies: readonly PolicyReference[], documents: readonly PolicyDocument[], catalogue: Catalogue): Compiled;
}

/** Makes an empty cache for the sets of all organisations. */
export function createRulesCache(maxSets = 64): RulesCache {
  const sets = new Map<string, Compiled>();
  const keyOf = createKeys();
  const keep = (key: string, compiled: Compiled): Compiled => {
    sets.delete(key);
    sets.set(key, compiled);
    const oldest = sets.keys().next().value;
    if (sets.size > maxSets && oldest !== undefined) sets.delete(oldest);
    return compiled;
  };
  return {
    get: (policies, catalogue) => {
      const key = keyOf(policies, catalogue);
      const compiled = sets.get(key);
      return compiled && keep(key, compiled);
    },
    add: (policies, documents, catalogue) =>
      keep(keyOf(policies, catalogue), compile(toInputs(policies, documents), catalogue)),
  };
}

/** A catalogue is known by the object that it is: nothing an organisation writes into its own can make it another's. */
function createKeys(): (policies: readonly PolicyReference[], catalogue: Catalogue) => string {
  const numbers = new WeakMap<Catalogue, number>();
  let next = 1;
  return (policies, catalogue) => {
    const number = numbers.get(catalogue) ?? next++;
    numbers.set(catalogue, number);
    return JSON.stringify([
      number,
      catalogue.version,
      ...policies.map((p) => [p.name, p.version, p.hash, p.inForceSince, p.ruleInForceSince]),
    ]);
  };
}

function toInputs(policies: readonly PolicyReference[], documents: readonly PolicyDocument[]): PolicyInput[] {
  return policies.map((policy, index) => {
    const document = documents[index];
    if (!document) throw new Error(`Policy ${policy.name} version ${policy.version} has no document.`);
    const { name, version, hash, inForceSince, ruleInForceSince } = policy;
    const since = Object.entries(ruleInForceSince ?? {}).map(([id, at]) => [id, new Date(at).getTime()] as const);
    return {
      name,
      version,
      hash,
      document,
      inForceSince: inForceSince.getTime(),
      ruleInForceSince: Object.fromEntries(since),
    };
  });
}

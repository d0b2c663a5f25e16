import type { Catalogue } from '../catalogue/index.ts';
import { compareText } from '../language/fault.ts';
import type { PolicyInput } from '../types.ts';
import { catalogueIndexOf } from './catalogue-index.ts';
import type { Compiled, CompiledPolicy } from './compiled.ts';
import { createInterest } from './interest.ts';
import { compileRemediation } from './remediation.ts';
import { compileRule } from './rule.ts';

/**
 * Compiles the policies in force together with the catalogue (with the organisation's overrides). The order of
 * `policies` does not matter; of several versions of one policy the highest counts. Do it once for each set: the
 * result is immutable and may be shared by any number of evaluations. It holds for these documents, dates of entry
 * into force and this catalogue alone.
 */
export function compile(policies: readonly PolicyInput[], catalogue: Catalogue): Compiled {
  const newest = new Map<string, PolicyInput>();
  for (const policy of policies) {
    const known = newest.get(policy.name);
    if (!known || known.version < policy.version) newest.set(policy.name, policy);
  }
  const ordered = [...newest.values()].sort((a, b) => compareText(a.name, b.name));
  return {
    policies: ordered.map((policy) => compilePolicy(policy, catalogue)),
    catalogue,
    index: catalogueIndexOf(catalogue),
    cited: ordered.map(({ name, version, hash }) => ({ name, version, hash })),
    interest: createInterest(
      ordered.flatMap(({ document }) => document.spec.rules),
      catalogue,
    ),
  };
}

function compilePolicy(policy: PolicyInput, catalogue: Catalogue): CompiledPolicy {
  const { spec } = policy.document;
  return {
    name: policy.name,
    version: policy.version,
    hash: policy.hash,
    appliesTo: spec.appliesTo,
    rules: spec.rules.map((rule) => compileRule(rule, policy, catalogue)),
    remediations: (spec.remediations ?? []).map((remediation) =>
      compileRemediation(remediation, policy.name, catalogue),
    ),
  };
}

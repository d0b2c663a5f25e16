import { type PolicyReference, readPolicyDocuments } from '@cordon/db';
import type { Catalogue } from '@cordon/policy';
import type { JudgeDeps } from './deps.ts';

/** Sets of policies that must be compiled before anything can be judged: outside the transaction. */
export interface RulesMissing {
  missing: PolicyReference[][];
  /** To compile them with. */
  catalogue: Catalogue;
}

/** Compiles the sets, from documents that never change once they are published. */
export async function compileMissing(
  deps: JudgeDeps,
  organisationId: string,
  { missing, catalogue }: RulesMissing,
): Promise<void> {
  for (const policies of missing) {
    deps.rules.add(policies, await readPolicyDocuments(deps.database, organisationId, policies), catalogue);
  }
}

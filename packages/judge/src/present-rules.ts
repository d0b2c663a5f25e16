import { AppError } from '@cordon/contract';
import { type RulesInForce, readCatalogueOverrides, readRulesInForce, type SqlTx } from '@cordon/db';
import type { Catalogue, Compiled } from '@cordon/policy';
import type { RulesMissing } from './compile-missing.ts';
import type { JudgeDeps } from './deps.ts';
import { isCurrent } from './reference-data.ts';

/** What is judged by at present. */
export interface PresentRules {
  rules: RulesInForce;
  catalogue: Catalogue;
  compiled: Compiled;
}

/**
 * Reads what is judged by: under the organisation's lock for judging, so that it cannot change before the transaction ends.
 *
 * @returns `undefined` if there is no such organisation
 * @throws AppError `unavailable` if this process's catalogue or IP database is not the registered one
 */
export async function readPresentRules(
  tx: SqlTx,
  deps: JudgeDeps,
  organisationId: string,
  now: Date,
): Promise<PresentRules | RulesMissing | undefined> {
  const rules = await readRulesInForce(tx, organisationId, now);
  if (!rules) return undefined;
  if (!isCurrent(rules.reference, deps)) {
    throw new AppError('unavailable', 'The catalogue or IP database of this process is not the registered one.');
  }
  const catalogue = await catalogueFor(tx, deps, organisationId, rules.overridesDigest);
  const compiled = deps.rules.get(rules.policies, catalogue);
  return compiled ? { rules, catalogue, compiled } : { missing: [rules.policies], catalogue };
}

/** The organisation's own entries are read only where this process has not seen them yet. */
async function catalogueFor(
  tx: SqlTx,
  { catalogues }: JudgeDeps,
  organisationId: string,
  digest: string | null,
): Promise<Catalogue> {
  return catalogues.get(digest) ?? catalogues.add(digest, await readCatalogueOverrides(tx, organisationId));
}

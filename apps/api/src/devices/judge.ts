import { AppError } from '@cordon/contract';
import { createRulesCache, judgeDevices, type OrganisationCatalogues } from '@cordon/judge';
import type { BaseDeps } from '../deps.ts';

/**
 * Judges devices before they are read, if a change of theirs is due (policy.md, Evaluation 5). What is not due is left
 * alone. Where this process may not judge, because another catalogue or IP database is in force, the worker will.
 */
export type Judge = (organisationId: string, deviceIds: readonly string[]) => Promise<void>;

/** Makes the process's judge, with its cache of compiled policies. */
export function createJudge(base: BaseDeps, catalogues: OrganisationCatalogues): Judge {
  const deps = { ...base, catalogues, rules: createRulesCache(), publicUrl: base.config.publicUrl };
  return async (organisationId, deviceIds) => {
    try {
      await judgeDevices(deps, organisationId, deviceIds);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
      base.logger.warn({ err: error }, 'judging before reading was left to the worker');
    }
  };
}

import { dropReportPartitions, forgetUnusedNames, listOrganisationIds, retireReports } from '@cordon/db';
import type { WorkerDeps } from '../deps.ts';

/** Reads that stand in the way of dropping a month are over soon: so often it is tried. */
const TRIES = 5;

/**
 * Drops the months of reports that are older than REPORT_RETENTION, having kept apart what devices still need of them, and
 * forgets names that no device has any more. Several workers may do it at once, to the same end.
 *
 * @param stopping ends it early, leaving the rest to the next time
 * @returns names of the months dropped
 */
export async function retireOldReports(
  deps: Pick<WorkerDeps, 'database' | 'clock' | 'config' | 'logger'>,
  stopping?: AbortSignal,
): Promise<string[]> {
  const { database, clock, config, logger } = deps;
  const before = new Date(clock.now().getTime() - config.reportRetentionMs);
  await retireReports(database, before, stopping);
  if (stopping?.aborted) return [];
  const dropped = await drop(deps, before);
  for (const organisationId of await listOrganisationIds(database)) await forgetUnusedNames(database, organisationId);
  if (dropped.length > 0) logger.info({ months: dropped }, 'months of reports dropped by retention');
  return dropped;
}

async function drop({ database }: Pick<WorkerDeps, 'database'>, before: Date): Promise<string[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await dropReportPartitions(database, before);
    } catch (error) {
      if ((error as { code?: unknown }).code !== '55P03' || tries >= TRIES) throw error;
    }
  }
}

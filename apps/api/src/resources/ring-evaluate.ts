import type { Deps } from '../deps.ts';

const IDS_PER_JOB = 500;

/**
 * Rings for devices to be judged, after the commit that gave cause to. A ring that is lost is made up for: what made these
 * devices due is in their rows.
 */
export async function ringEvaluate(
  queues: Deps['queues'],
  organisationId: string,
  deviceIds: readonly string[],
): Promise<void> {
  for (let from = 0; from < deviceIds.length; from += IDS_PER_JOB) {
    const job = { organisationId, deviceIds: deviceIds.slice(from, from + IDS_PER_JOB) };
    await queues.enqueue('evaluate', 'evaluate', job);
  }
}

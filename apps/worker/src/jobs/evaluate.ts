import { AppError, type EvaluateJob } from '@cordon/contract';
import { judgeDevices, passUnconcerned } from '@cordon/judge';
import type { WorkerDeps } from '../deps.ts';

/**
 * Judges the devices of a job. A process whose catalogue or IP database is not the registered one leaves them to
 * another: the rows stay, and are rung for again.
 *
 * @param options `skipLocked`: leave out devices that another worker is judging at this moment
 * @returns number of devices judged
 */
export async function evaluateDevices(
  deps: WorkerDeps,
  job: EvaluateJob,
  options: { skipLocked?: boolean } = {},
): Promise<number> {
  try {
    const summary = await judgeDevices(deps, job.organisationId, job.deviceIds, options);
    const now = deps.clock.now();
    for (const receivedAt of summary.receivedAt) {
      deps.metrics.judgementLagSeconds.observe(Math.max(0, now.getTime() - receivedAt.getTime()) / 1_000);
    }
    deps.throughput.note(job.organisationId, summary.receivedAt, now);
    deps.metrics.judged.inc(summary.judged);
    return summary.judged;
  } catch (error) {
    leaveToOthers(deps, job, error);
    return 0;
  }
}

/** Passes devices of a job that newer rules cannot concern. */
export async function passUnconcernedDevices(deps: WorkerDeps, job: EvaluateJob): Promise<ReadonlySet<string>> {
  if (job.deviceIds.length === 0) return new Set();
  try {
    return await passUnconcerned(deps, job.organisationId, job.deviceIds);
  } catch (error) {
    leaveToOthers(deps, job, error);
    return new Set();
  }
}

function leaveToOthers(deps: WorkerDeps, job: EvaluateJob, error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
  deps.logger.warn({ devices: job.deviceIds.length }, 'not judged here: the reference data is not the registered one');
}

import type { EvaluateJob, QueueName } from '@cordon/contract';
import type { IncomingReport, IngestResult } from '@cordon/db';
import type { Logger, Queues } from '@cordon/runtime';
import type { Metrics } from '../../plugins/metrics.ts';

/** Tells the worker which devices have something to be judged. */
export interface Doorbell {
  /** Returns at once and never throws: the sweeper rings for whatever is lost here. */
  ring(results: readonly IngestResult[], reports: readonly Pick<IncomingReport, 'deviceId'>[]): void;
  /** Resolves when what was rung has arrived, or was given up. */
  close(): Promise<void>;
}

/** Makes a doorbell that rings once for each organisation and batch. */
export function createDoorbell(deps: { queues: Queues; metrics: Metrics; logger: Logger }): Doorbell {
  const ringing = new Set<Promise<void>>();
  return {
    ring: (results, reports) => {
      for (const job of toJobs(results, reports)) {
        const rung = ringOnce(deps, job).finally(() => ringing.delete(rung));
        ringing.add(rung);
      }
    },
    close: async () => void (await Promise.allSettled(ringing)),
  };
}

async function ringOnce(
  { queues, metrics, logger }: Parameters<typeof createDoorbell>[0],
  job: EvaluateJob,
): Promise<void> {
  const queue: QueueName = 'evaluate';
  try {
    if (!(await queues.enqueue(queue, queue, job))) metrics.doorbellsLost.inc();
  } catch (error) {
    metrics.doorbellsLost.inc();
    logger.warn({ err: error }, 'doorbell lost');
  }
}

/** A conflict by a valid key is judged too, since a second one is a finding; a batch has at most 300 devices, a job 500. */
function toJobs(results: readonly IngestResult[], reports: readonly Pick<IncomingReport, 'deviceId'>[]): EvaluateJob[] {
  const devices = new Map<string, Set<string>>();
  results.forEach((result, index) => {
    const deviceId = reports[index]?.deviceId;
    if (!deviceId || !result.organisationId) return;
    if (result.outcome !== 'stored' && result.outcome !== 'sequence-conflict') return;
    const ids = devices.get(result.organisationId) ?? new Set();
    devices.set(result.organisationId, ids.add(deviceId));
  });
  return [...devices].map(([organisationId, ids]) => ({ organisationId, deviceIds: [...ids] }));
}

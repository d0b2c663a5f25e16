import type { JobsOptions } from 'bullmq';

export interface JobSettings {
  /**
   * Rings with the same id are one while it waits. One that arrives while the job is being done rings once more after it,
   * so that nothing which came in meanwhile is missed. No `:`.
   */
  jobId?: string;
  /** Not before this many milliseconds from now. */
  delayMs?: number;
}

/** Cordon's job options in BullMQ's terms: retries with growing pauses, and a bounded number of finished jobs kept. */
export function toJobOptions(settings: JobSettings = {}): JobsOptions {
  const { jobId, delayMs } = settings;
  if (jobId?.includes(':')) throw new Error('A job id must not hold a colon.');
  return {
    attempts: 5,
    backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
    removeOnComplete: { age: 3_600, count: 200 },
    removeOnFail: { age: 7 * 86_400, count: 1_000 },
    ...(delayMs === undefined ? {} : { delay: delayMs }),
    ...(jobId === undefined ? {} : { deduplication: { id: jobId, keepLastIfActive: true } }),
  };
}

import type { Queues } from '@cordon/runtime';

export interface RecordedJob {
  queue: string;
  name: string;
  data: unknown;
}

/** Queues that note what was rung and do nothing: what the API owes the queue is the doorbell alone. */
export function createRecordingQueues(jobs: RecordedJob[]): Queues {
  return {
    backend: 'postgres',
    enqueue: async (queue, name, data) => {
      jobs.push({ queue, name, data });
      return true;
    },
    enqueueMany: async (queue, many) => {
      jobs.push(...many.map(({ jobName, data }) => ({ queue, name: jobName, data })));
      return true;
    },
    work: () => {
      throw new Error('The API does no jobs.');
    },
    counts: async () => ({ waiting: jobs.length, active: 0, delayed: 0, failed: 0 }),
    isReady: async () => true,
    close: async () => undefined,
  };
}

import type { Config, Queues } from '@cordon/runtime';
import { createLogger, createSecretBox } from '@cordon/runtime';
import type { TestFleet } from '../../../../packages/judge/src/testing/test-fleet.ts';
import { openMailChannel } from '../channels/email.ts';
import type { WorkerDeps } from '../deps.ts';
import { createWorkerMetrics } from '../metrics.ts';
import { createThroughput } from '../throughput.ts';

const NO_QUEUES: Queues = {
  backend: 'postgres',
  enqueue: async () => true,
  enqueueMany: async () => true,
  work: () => ({ ready: async () => undefined, close: async () => undefined }),
  counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
  isReady: async () => true,
  close: async () => undefined,
};

/** The dependencies of a worker on a test fleet: its database, its clock, real mail, and no queue at all. */
export function createTestWorker(fleet: TestFleet, mail: Config['mail'], secretKey = new Uint8Array(32)): WorkerDeps {
  const config = { mail, mailFrom: 'Cordon <cordon@example.org>', publicUrl: fleet.deps.publicUrl } as Config;
  return {
    ...fleet.deps,
    config,
    logger: createLogger({ name: 'worker', level: 'silent' }),
    queues: NO_QUEUES,
    secretBox: createSecretBox(secretKey),
    mail: openMailChannel(config),
    metrics: createWorkerMetrics(NO_QUEUES),
    throughput: createThroughput(fleet.deps.database),
  };
}

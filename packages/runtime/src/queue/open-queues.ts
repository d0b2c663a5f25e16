import type { Logger } from '../logger.ts';
import { createPostgresQueueBackend, createRedisQueueBackend, type QueueBackend } from './backends.ts';
import { createErrorSink } from './error-sink.ts';
import { type JobSettings, toJobOptions } from './job-options.ts';
import { createProducers } from './producers.ts';
import { parseRedisUrl } from './redis-url.ts';
import { startWorking, type WorkHandle, type WorkHandler, type WorkSettings } from './work.ts';

export interface QueuesOptions {
  /** Absent: the queue is kept in PostgreSQL. */
  redisUrl?: string;
  /** Connection string of the application role. */
  databaseUrl: string;
  /** Put before every queue's name, so that tests share a server. */
  prefix?: string;
  logger?: Logger;
}

/** How many jobs a queue holds by state. */
export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

/**
 * The doorbell between processes. A job carries ids, never data; a lost one is rung again by the sweeper, so that
 * nothing here may fail a request.
 */
export interface Queues {
  backend: 'redis' | 'postgres';
  /**
   * Rings once. Never throws and never takes longer than two seconds.
   *
   * @returns whether the queue has it; if not, it was logged
   */
  enqueue(queueName: string, jobName: string, data: unknown, settings?: JobSettings): Promise<boolean>;
  /** Rings many times in one round trip; all or nothing. As {@link Queues.enqueue} otherwise. */
  enqueueMany(queueName: string, jobs: readonly QueuedJob[]): Promise<boolean>;
  /** Does the queue's jobs until closed. A handler that throws is tried again, five times in all. */
  work(queueName: string, handler: WorkHandler, settings?: WorkSettings): WorkHandle;
  /** @throws Error if the queue cannot be asked within two seconds */
  counts(queueName: string): Promise<QueueCounts>;
  /** Whether the backend answers within two seconds; for readiness. */
  isReady(): Promise<boolean>;
  /** Closes workers (their jobs get ten seconds to finish) and connections. */
  close(): Promise<void>;
}

export interface QueuedJob extends JobSettings {
  jobName: string;
  data: unknown;
}

/**
 * Opens the queues on Redis if there is a `redisUrl`, else on PostgreSQL. Connects in the background.
 *
 * @throws Error if `redisUrl` is not a Redis URL
 */
export function openQueues(options: QueuesOptions): Queues {
  const backend = chooseBackend(options);
  const sink = createErrorSink(options.logger);
  const fullName = (name: string) => (options.prefix ? `${options.prefix}-${name}` : name);
  const producers = createProducers((name) => backend.makeQueue(fullName(name), sink.report));
  const handles = new Set<WorkHandle>();
  const attempt = async (ring: () => Promise<unknown>) => {
    try {
      await ring();
      return true;
    } catch (error) {
      sink.report(error as Error);
      return false;
    }
  };
  return {
    backend: backend.kind,
    enqueue: (name, jobName, data, settings) =>
      attempt(() => producers.use(name, (queue) => queue.add(jobName, data, toJobOptions(settings)))),
    enqueueMany: (name, jobs) =>
      attempt(() => {
        const bulk = jobs.map((job) => ({ name: job.jobName, data: job.data, opts: toJobOptions(job) }));
        return producers.use(name, (queue) => queue.addBulk(bulk));
      }),
    work: (name, handler, settings) => {
      const handle = startWorking(backend, fullName(name), handler, settings ?? {}, sink.report);
      handles.add(handle);
      return { ...handle, close: () => handle.close().finally(() => handles.delete(handle)) };
    },
    counts: async (name) => {
      const counts = await producers.use(name, (queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'failed'));
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting, active, delayed, failed };
    },
    isReady: () => attempt(() => producers.use('evaluate', (queue) => queue.getJobCounts('waiting'))),
    close: async () => {
      await Promise.all([...handles].map((handle) => handle.close()));
      await producers.close();
    },
  };
}

function chooseBackend(options: QueuesOptions): QueueBackend {
  if (!options.redisUrl) return createPostgresQueueBackend(options.databaseUrl);
  const redis = parseRedisUrl(options.redisUrl);
  if (!redis) throw new Error('REDIS_URL is not a Redis URL.');
  return createRedisQueueBackend(redis);
}

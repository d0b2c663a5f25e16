import {
  createPostgresBackend,
  type JobsOptions,
  type Processor,
  Queue as RedisQueue,
  Worker as RedisWorker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { endingPool, openQueuePool } from './queue-pool.ts';
import type { RedisTarget } from './redis-url.ts';

/** What Cordon uses of BullMQ's queue, on either backend. */
export interface BackendQueue {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  getJobCounts(...states: ('waiting' | 'active' | 'delayed' | 'failed')[]): Promise<Record<string, number>>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** What Cordon uses of BullMQ's worker, on either backend. */
export interface BackendWorker {
  waitUntilReady(): Promise<unknown>;
  /** Takes jobs until closed. */
  run(): Promise<void>;
  cancelAllJobs(reason?: string): void;
  close(force?: boolean): Promise<void>;
}

export interface WorkerSettings extends Omit<WorkerOptions, 'connection' | 'prefix'> {
  concurrency: number;
}

/** Makes queues and workers on one backend. Connection errors go to `onError`; without that they end the process. */
export interface QueueBackend {
  kind: 'redis' | 'postgres';
  makeQueue(name: string, onError: (error: Error) => void): BackendQueue;
  makeWorker(
    name: string,
    processor: Processor,
    settings: WorkerSettings,
    onError: (error: Error) => void,
  ): BackendWorker;
}

/** Keys of all queues begin with this, so that Redis may hold other things. */
const REDIS_PREFIX = 'cordon';

/** BullMQ on Redis. Producers fail at once while Redis is away; workers wait for it. */
export function createRedisQueueBackend(target: RedisTarget): QueueBackend {
  const producer = { connectTimeout: 2_000, maxRetriesPerRequest: 1, enableOfflineQueue: false };
  return {
    kind: 'redis',
    makeQueue: (name, onError) => {
      const connection = { ...target, ...producer };
      const queue = new RedisQueue(name, { connection, prefix: REDIS_PREFIX });
      return queue.on('error', onError);
    },
    makeWorker: (name, processor, settings, onError) => {
      const connection = { ...target, maxRetriesPerRequest: null };
      const worker = new RedisWorker(name, processor, { ...settings, connection, prefix: REDIS_PREFIX });
      return worker.on('error', onError);
    },
  };
}

/** BullMQ on PostgreSQL, in the schema that the migration step made. */
export function createPostgresQueueBackend(databaseUrl: string): QueueBackend {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  return {
    kind: 'postgres',
    makeQueue: (name, onError) => {
      const connection = openQueuePool(databaseUrl, 3);
      return endingPool(new Queue(name, { connection }).on('error', onError), connection);
    },
    makeWorker: (name, processor, settings, onError) => {
      // One of them listens.
      const connection = openQueuePool(databaseUrl, Math.min(settings.concurrency + 2, 6));
      return endingPool(new Worker(name, processor, { ...settings, connection }).on('error', onError), connection);
    },
  };
}

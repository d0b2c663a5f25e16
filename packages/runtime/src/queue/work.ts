import { setTimeout as delay } from 'node:timers/promises';
import type { BackendWorker, QueueBackend } from './backends.ts';

/** Does one job. `signal` aborts when the process must stop: the job is then done again by another. */
export type WorkHandler = (data: unknown, signal: AbortSignal) => Promise<void>;

export interface WorkSettings {
  /** Jobs done at the same time. @defaultValue 1 */
  concurrency?: number;
}

export interface WorkHandle {
  /** Resolves when the backend was reached and jobs are being taken, or the handle was closed. */
  ready(): Promise<void>;
  /** Takes no more jobs; those begun get ten seconds, then their signal aborts, and two more to give up. */
  close(): Promise<void>;
}

const GRACE_MS = 10_000;
const GIVE_UP_MS = 2_000;
const RETRY_MS = 1_000;

/** Jobs of a killed worker are given to another after about this long; the sweeper rings sooner. */
const LOCK_MS = 15_000;

/** Starts taking jobs of one queue, as soon as the backend is there. */
export function startWorking(
  backend: QueueBackend,
  queueName: string,
  handler: WorkHandler,
  settings: WorkSettings,
  onError: (error: Error) => void,
): WorkHandle {
  const stopping = new AbortController();
  const make = () => makeWorker(backend, queueName, handler, settings.concurrency ?? 1, onError);
  const started = startWorker(make, stopping.signal, onError);
  let closing: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    const worker = await started;
    if (worker) await closeWorker(worker, onError);
  };
  return {
    ready: async () => void (await started),
    close: () => (closing ??= stop()),
  };
}

function makeWorker(
  backend: QueueBackend,
  queueName: string,
  handler: WorkHandler,
  concurrency: number,
  onError: (error: Error) => void,
): BackendWorker {
  const never = new AbortController().signal;
  const settings = {
    concurrency,
    autorun: false,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    // A worker that dies is no fault of the job: what it stands for is idempotent and must be done in the end.
    maxStalledCount: 20,
    drainDelay: 5,
  };
  return backend.makeWorker(queueName, (job, _token, signal) => handler(job.data, signal ?? never), settings, onError);
}

/** Until the backend is there: BullMQ remembers a failed first connection for good, so each try is a new worker. */
async function startWorker(
  make: () => BackendWorker,
  signal: AbortSignal,
  onError: (error: Error) => void,
): Promise<BackendWorker | undefined> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  while (!signal.aborted) {
    const worker = make();
    const ready = worker.waitUntilReady().then(() => true);
    const isReady = await Promise.race([ready, aborted.then(() => false)]).catch(onError);
    if (isReady) {
      worker.run().catch(onError);
      return worker;
    }
    ready.catch(() => undefined);
    await worker.close(true).catch(onError);
    await Promise.race([delay(RETRY_MS, undefined, { ref: false }), aborted]);
  }
  return undefined;
}

async function closeWorker(worker: BackendWorker, onError: (error: Error) => void): Promise<void> {
  const cancel = setTimeout(() => worker.cancelAllJobs('the process is stopping'), GRACE_MS);
  const closed = worker.close().catch(onError);
  let force: NodeJS.Timeout | undefined;
  const forced = new Promise<void>((resolve) => {
    force = setTimeout(() => resolve(worker.close(true).catch(onError)), GRACE_MS + GIVE_UP_MS);
  });
  await Promise.race([closed, forced]);
  clearTimeout(cancel);
  clearTimeout(force);
}

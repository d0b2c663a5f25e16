import type { BackendQueue } from './backends.ts';

/** The queues this process adds to, opened when first used. */
export interface Producers {
  /** @throws Error if the backend is away or does not answer within two seconds */
  use<T>(name: string, work: (queue: BackendQueue) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 2_000;

/** After a backend did not answer, everybody is refused at once for this long instead of waiting in turn. */
const PAUSE_MS = 1_000;

/**
 * Keeps one queue a name. BullMQ remembers a failed first connection for good, so that a queue that was not reached is
 * thrown away and made anew.
 */
export function createProducers(makeQueue: (name: string) => BackendQueue): Producers {
  const queues = new Map<string, BackendQueue>();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  const open = (name: string) => {
    const queue = queues.get(name) ?? makeQueue(name);
    queues.set(name, queue);
    return queue;
  };
  const discard = (name: string, queue: BackendQueue) => {
    pausedUntil = performance.now() + PAUSE_MS;
    if (queues.get(name) === queue) queues.delete(name);
    queue.close().catch(() => undefined);
  };
  return {
    use: async (name, work) => {
      if (performance.now() < pausedUntil) throw new Error('The queue was away a moment ago.');
      const queue = open(name);
      await withTimeout(queue.waitUntilReady()).catch((error: unknown) => {
        discard(name, queue);
        throw error;
      });
      return withTimeout(work(queue));
    },
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => withTimeout(queue.close()).catch(() => undefined)));
    },
  };
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The queue did not answer within ${TIMEOUT_MS} ms.`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

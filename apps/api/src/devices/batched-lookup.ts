import { createPace } from '../pace.ts';

/** Looks one thing up by its id; those asked for at about the same time are looked up by one statement. */
export type BatchedLookup<V> = (id: string) => Promise<V | undefined>;

interface Waiting<V> {
  promise: Promise<V | undefined>;
  resolve: (value: V | undefined) => void;
  reject: (error: unknown) => void;
}

const MAX_BATCH = 200;

/** Statements at the same time; what is asked for meanwhile goes together into the next. */
const MAX_PARALLEL = 2;

/** From the begin of one statement to that of the next: a way to PostgreSQL and back costs more than twenty devices on it. */
const PACE_MS = 20;

/**
 * Makes a lookup. What it answers was read after it was asked for.
 *
 * @param read one statement: what it finds, by id
 */
export function createBatchedLookup<V>(read: (ids: readonly string[]) => Promise<Map<string, V>>): BatchedLookup<V> {
  let waiting = new Map<string, Waiting<V>>();
  let running = 0;
  let isScheduled = false;

  const runBatch = async () => {
    const batch = [...waiting].slice(0, MAX_BATCH);
    waiting = new Map([...waiting].slice(MAX_BATCH));
    running += 1;
    try {
      const found = await read(batch.map(([id]) => id));
      for (const [id, { resolve }] of batch) resolve(found.get(id));
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    } finally {
      running -= 1;
      flush();
    }
  };
  const flush = () => {
    isScheduled = false;
    while (waiting.size > 0 && running < MAX_PARALLEL && (!pace.isResting() || waiting.size >= MAX_BATCH)) {
      pace.begin();
      void runBatch();
    }
  };
  const pace = createPace(PACE_MS, flush);
  return (id) => {
    const known = waiting.get(id);
    if (known) return known.promise;
    const { promise, resolve, reject } = withResolvers<V | undefined>();
    waiting.set(id, { promise, resolve, reject });
    if (!isScheduled) setImmediate(flush);
    isScheduled = true;
    return promise;
  };
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

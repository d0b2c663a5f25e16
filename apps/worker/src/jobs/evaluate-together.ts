import type { EvaluateJob } from '@cordon/contract';

/** Puts the devices of several jobs into one batch: under load batches become larger rather than more numerous. */
export interface TogetherEvaluator {
  /**
   * Resolves when all devices of the job were judged by a batch that began after this call.
   *
   * @throws whatever judging one of their batches threw
   */
  evaluate(job: EvaluateJob): Promise<void>;
  /** Whether a batch was begun in the last second. */
  isBusy(): boolean;
  /** Resolves when no batch is under way, at the latest after `milliseconds`. */
  quiet(milliseconds: number): Promise<void>;
}

export interface TogetherOptions {
  /** Judges devices of one organisation in one transaction. */
  judge: (job: EvaluateJob) => Promise<unknown>;
  /** @defaultValue 64 */
  maxBatch?: number;
  /** Batches at the same time: while one waits for the database, another is computed. @defaultValue 2 */
  maxParallel?: number;
  /**
   * Least time from the begin of a batch to the begin of the organisation's next, unless that one is full: a batch costs
   * as much as some ten devices in it, so that small ones in quick succession would make everything wait; 0: none.
   * @defaultValue 30
   */
  paceMilliseconds?: number;
}

interface Waiting {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** So long after a batch began another is likely: reports come from a fleet, not one by one. */
const BUSY_MS = 1_000;

/** Device → who waits for it. */
type Organisation = Map<string, Waiting[]>;

/** Starts an evaluator. No device is in two batches at once, so that no batch waits for another one's locks. */
export function createTogetherEvaluator(options: TogetherOptions): TogetherEvaluator {
  const { judge, maxBatch = 64, maxParallel = 2, paceMilliseconds = 30 } = options;
  const organisations = new Map<string, Organisation>();
  const active = new Set<string>();
  let running = 0;
  let begunAt = Number.NEGATIVE_INFINITY;
  const pausing = new Set<string>();
  const whenQuiet = new Set<() => void>();

  const take = (organisationId: string, waiting: Organisation) => {
    const batch = new Map<string, Waiting[]>();
    for (const [deviceId, waiters] of waiting) {
      if (active.has(deviceId)) continue;
      batch.set(deviceId, waiters);
      if (batch.size === maxBatch) break;
    }
    for (const deviceId of batch.keys()) {
      waiting.delete(deviceId);
      active.add(deviceId);
    }
    // The one served goes behind the others.
    organisations.delete(organisationId);
    if (waiting.size > 0) organisations.set(organisationId, waiting);
    return batch;
  };
  const runBatch = async (organisationId: string, batch: Organisation) => {
    running += 1;
    begunAt = performance.now();
    const failure = await judge({ organisationId, deviceIds: [...batch.keys()] }).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    running -= 1;
    for (const deviceId of batch.keys()) active.delete(deviceId);
    for (const waiter of [...batch.values()].flat()) {
      if (failure) waiter.reject(failure.error);
      else waiter.resolve();
    }
    begin();
    if (running === 0) for (const resolve of whenQuiet) resolve();
  };
  const pause = (organisationId: string) => {
    if (pausing.has(organisationId) || paceMilliseconds === 0) return;
    pausing.add(organisationId);
    setTimeout(() => {
      pausing.delete(organisationId);
      begin();
    }, paceMilliseconds).unref();
  };
  const begin = () => {
    for (const [organisationId, waiting] of [...organisations]) {
      if (running >= maxParallel) return;
      if (pausing.has(organisationId) && waiting.size < maxBatch) continue;
      const batch = take(organisationId, waiting);
      if (batch.size === 0) continue;
      pause(organisationId);
      void runBatch(organisationId, batch);
    }
  };
  const add = (waiting: Organisation, deviceId: string) =>
    new Promise<void>((resolve, reject) => {
      waiting.set(deviceId, [...(waiting.get(deviceId) ?? []), { resolve, reject }]);
    });

  return {
    evaluate: async ({ organisationId, deviceIds }) => {
      const waiting = organisations.get(organisationId) ?? new Map();
      organisations.set(organisationId, waiting);
      const judged = deviceIds.map((deviceId) => add(waiting, deviceId));
      begin();
      await Promise.all(judged);
    },
    isBusy: () => performance.now() - begunAt < BUSY_MS,
    quiet: async (milliseconds) => {
      if (running === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, milliseconds);
        function done() {
          clearTimeout(timer);
          whenQuiet.delete(done);
          resolve();
        }
        whenQuiet.add(done);
      });
    },
  };
}

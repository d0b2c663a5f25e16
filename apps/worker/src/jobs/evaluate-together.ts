import type { EvaluateJob } from '@cordon/contract';

/** Puts the devices of several jobs into one batch: under load batches become larger rather than more numerous. */
export interface TogetherEvaluator {
  /**
   * Resolves when all devices of the job were judged by a batch that began after this call.
   *
   * @throws whatever judging one of their batches threw
   */
  evaluate(job: EvaluateJob): Promise<void>;
}

export interface TogetherOptions {
  /** Judges devices of one organisation in one transaction. */
  judge: (job: EvaluateJob) => Promise<unknown>;
  /** @defaultValue 64 */
  maxBatch?: number;
  /** Batches at the same time: while one waits for the database, another is computed. @defaultValue 2 */
  maxParallel?: number;
}

interface Waiting {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Device → who waits for it. */
type Organisation = Map<string, Waiting[]>;

/** Starts an evaluator. No device is in two batches at once, so that no batch waits for another one's locks. */
export function createTogetherEvaluator(options: TogetherOptions): TogetherEvaluator {
  const { judge, maxBatch = 64, maxParallel = 2 } = options;
  const organisations = new Map<string, Organisation>();
  const active = new Set<string>();
  let running = 0;

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
  };
  const begin = () => {
    for (const [organisationId, waiting] of [...organisations]) {
      if (running >= maxParallel) return;
      const batch = take(organisationId, waiting);
      if (batch.size > 0) void runBatch(organisationId, batch);
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
  };
}

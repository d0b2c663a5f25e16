import type { Logger } from '../logger.ts';

/** At most one line in this time: a queue that is away fails every request's doorbell. */
const QUIET_MS = 5_000;

/** Logs errors of the queue's connections, at most one in five seconds. */
export function createErrorSink(logger: Logger | undefined): { report: (error: Error) => void } {
  let last = Number.NEGATIVE_INFINITY;
  let held = 0;
  return {
    report: (error) => {
      const now = performance.now();
      if (now - last < QUIET_MS) {
        held += 1;
        return;
      }
      logger?.warn({ err: error, suppressed: held }, 'queue error');
      last = now;
      held = 0;
    },
  };
}

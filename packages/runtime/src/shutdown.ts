import type { Logger } from './logger.ts';

export interface ShutdownOptions {
  logger?: Logger;
  /** After so long the process ends anyway, with exit code 1. @defaultValue 15000 */
  deadlineMs?: number;
  /** The process that started this one is gone: end too (see {@link watchParent}). */
  parentGone?: AbortSignal;
  /** Told when stopping begins. */
  onStop?: () => void;
}

/** npm hands on the Ctrl-C that the terminal has given to its script already: the second of two so close is the same. */
const SAME_SIGNAL_MS = 1_500;

/** A step of stopping, in the order of the list: first what takes in work, last what the rest stands on. */
export interface ShutdownStep {
  name: string;
  stop: () => Promise<void>;
}

/**
 * Stops the process in order on SIGINT or SIGTERM, or when its parent is gone: each step after the one before it, a
 * failing step does not keep the others from theirs. Another signal later ends it at once. The list is read when stopping
 * begins: steps may be added until then.
 *
 * @returns a function that starts the same from within, e.g. after a fatal error
 */
export function stopInOrder(
  steps: readonly ShutdownStep[],
  options: ShutdownOptions = {},
): (exitCode?: number) => Promise<never> {
  let stopping: Promise<never> | undefined;
  const run = async (exitCode: number): Promise<never> => {
    const deadline = setTimeout(() => process.exit(1), options.deadlineMs ?? 15_000);
    deadline.unref();
    let code = exitCode;
    for (const step of steps) {
      await step.stop().catch((error: unknown) => {
        options.logger?.error({ err: error, step: step.name }, 'a step of stopping failed');
        code = 1;
      });
    }
    process.exit(code);
  };
  let since = 0;
  const stop = (exitCode = 0) => {
    if (stopping === undefined) {
      since = performance.now();
      options.onStop?.();
      stopping = run(exitCode);
    }
    return stopping;
  };
  const onSignal = () => {
    if (stopping !== undefined) {
      if (performance.now() - since > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    stop().catch(() => process.exit(1));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  options.parentGone?.addEventListener('abort', () => void stop().catch(() => process.exit(1)));
  return stop;
}

import type { Logger } from './logger.ts';

export interface ShutdownOptions {
  logger?: Logger;
  /** After so long the process ends anyway, with exit code 1. @defaultValue 15000 */
  deadlineMs?: number;
  /** The process that started this one is gone: end too (see {@link watchParent}). */
  parentGone?: AbortSignal;
}

/** A step of stopping, in the order of the list: first what takes in work, last what the rest stands on. */
export interface ShutdownStep {
  name: string;
  stop: () => Promise<void>;
}

/**
 * Stops the process in order on SIGINT or SIGTERM, or when its parent is gone: each step after the one before it, a
 * failing step does not keep the others from theirs. A second signal ends it at once.
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
  const stop = (exitCode = 0) => (stopping ??= run(exitCode));
  const onSignal = () => {
    if (stopping !== undefined) process.exit(1);
    stop().catch(() => process.exit(1));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  options.parentGone?.addEventListener('abort', () => void stop().catch(() => process.exit(1)));
  return stop;
}

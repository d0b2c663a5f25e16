/** Something done again and again. */
export interface Repetition {
  /** Does it no more; resolves when the present time is over. */
  stop(): Promise<void>;
}

/**
 * Does something now and then again, so long after each end. What it throws is reported and ends nothing.
 *
 * @param pauseMs from one end to the next beginning
 */
export function repeat(work: () => Promise<unknown>, pauseMs: number, onError: (error: unknown) => void): Repetition {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, pauseMs);
    });
  const run = async () => {
    while (!isStopped) {
      await work().catch(onError);
      if (!isStopped) await pause();
    }
  };
  const running = run();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      wake?.();
      return running;
    },
  };
}

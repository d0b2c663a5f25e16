/** Something done again and again. */
export interface Repetition {
  /** Does it no more, and tells what is being done; resolves when the present time is over. */
  stop(): Promise<void>;
}

/**
 * Does something now and then again, so long after each end. What it throws is reported and ends nothing.
 *
 * @param work told by the signal that it should come to an end; what takes long heeds it
 * @param pauseMs from one end to the next beginning
 */
export function repeat(
  work: (stopping: AbortSignal) => Promise<unknown>,
  pauseMs: number,
  onError: (error: unknown) => void,
): Repetition {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  const pause = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, pauseMs);
    });
  const run = async () => {
    while (!stopping.signal.aborted) {
      await work(stopping.signal).catch(onError);
      if (!stopping.signal.aborted) await pause();
    }
  };
  const running = run();
  return {
    stop: () => {
      stopping.abort();
      clearTimeout(timer);
      wake?.();
      return running;
    },
  };
}

/** Work of one kind that is done one at a time. */
export interface Task<T> {
  /** Begins it with this input, unless it is being done: then what it leaves is found by the next look. */
  begin(input: T): void;
  /** Resolves when nothing is being done. */
  settled(): Promise<void>;
}

/** Makes a task. */
export function createTask<T>(work: (input: T) => Promise<unknown>, onError: (error: unknown) => void): Task<T> {
  let running: Promise<void> | undefined;
  return {
    begin: (input) => {
      running ??= work(input)
        .then(() => undefined, onError)
        .finally(() => {
          running = undefined;
        });
    },
    settled: async () => running,
  };
}

import { NoAnswerError, RefusedError } from '@cordon/device-client';
import type { Terminal } from './command.ts';
import { wait } from './wait.ts';

const ATTEMPTS = 6;
const LONGEST_WAIT_SECONDS = 300;

/**
 * Tries again what the server put off (429, 503) or did not answer, as long as it asked by `Retry-After`, else twice as
 * long each time. Everything the agent sends is safe to repeat.
 *
 * @throws the last error, or at once any other refusal
 */
export async function withRetries<T>(terminal: Terminal, attempt: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (failures === ATTEMPTS || !isPassing(error) || terminal.signal.aborted) throw error;
      const seconds = Math.min(retryAfter(error) ?? 2 ** failures, LONGEST_WAIT_SECONDS);
      terminal.print(`${error.message}\nTrying again in ${seconds} s.`);
      await wait(seconds * 1000, terminal.signal);
    }
  }
}

function isPassing(error: unknown): error is Error {
  if (error instanceof NoAnswerError) return true;
  return error instanceof RefusedError && (error.status === 429 || error.status >= 500);
}

function retryAfter(error: Error): number | undefined {
  return error instanceof RefusedError ? error.retryAfterSeconds : undefined;
}

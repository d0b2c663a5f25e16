import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is yes; an error counts as no. Fails with the last error after `timeoutMs`. */
export async function until(condition: () => Promise<boolean>, what: string, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      if (await condition()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await delay(100);
  }
  throw new Error(`Not within ${timeoutMs / 1000} s: ${what}.`, { cause: last });
}

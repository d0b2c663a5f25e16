import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until something holds, looking every 20 ms.
 *
 * @throws Error with the last answer if it does not come true in time
 */
export async function until<T>(look: () => Promise<T>, holds: (answer: T) => boolean, timeoutMs = 15_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await look();
    if (holds(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`it did not come true in time: ${JSON.stringify(answer)}`);
    await delay(20);
  }
}

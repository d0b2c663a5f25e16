import { setTimeout as sleep } from 'node:timers/promises';
import { type VerdictAnswer, VerdictLookupAnswer } from '@cordon/contract';
import type { Clock } from '@cordon/runtime/clock';
import type { OperatorClient } from './operator-client.ts';

const POLL_MS = 300;
const DEADLINE_MS = 60_000;

/**
 * Asks until the first report of each of these devices is judged.
 *
 * @throws Error after a minute, saying how many are missing
 */
export async function waitUntilJudged(
  api: OperatorClient,
  deviceIds: readonly string[],
  clock: Clock,
  onProgress: (judged: number) => void,
): Promise<void> {
  const deadline = clock.now().getTime() + DEADLINE_MS;
  const items = deviceIds.map((deviceId) => ({ deviceId }));
  let told = -1;
  for (;;) {
    const answer = await api.post('/v1/verdicts/lookup', { items }, VerdictLookupAnswer);
    const judged = deviceIds.filter((_, index) => isJudged(answer.items[index]));
    if (judged.length !== told) onProgress((told = judged.length));
    if (judged.length === deviceIds.length) return;
    if (clock.now().getTime() > deadline) {
      throw new Error(
        `${deviceIds.length - judged.length} of ${deviceIds.length} reports are not judged after a minute.`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** A device's first report, which the demonstration's are, is judged when the reason is no longer that there is none. */
function isJudged(answer: VerdictAnswer | undefined): boolean {
  return !!answer?.judgedAt && !answer.reasons.some((reason) => reason.code === 'no-report');
}

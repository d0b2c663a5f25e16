import { setTimeout as sleep } from 'node:timers/promises';
import { type VerdictAnswer, VerdictLookupAnswer } from '@cordon/contract';
import type { Clock } from '@cordon/runtime/clock';
import type { OperatorClient } from './operator-client.ts';

const POLL_MS = 300;
const DEADLINE_MS = 60_000;

/** When a device's report was received. */
export interface Reported {
  deviceId: string;
  receivedAt: Date;
}

/**
 * Asks until every report is judged.
 *
 * @returns the answers by device id
 * @throws Error after a minute, saying how many are missing
 */
export async function waitUntilJudged(
  api: OperatorClient,
  reported: readonly Reported[],
  clock: Clock,
  onProgress: (judged: number) => void,
): Promise<Map<string, VerdictAnswer>> {
  const deadline = clock.now().getTime() + DEADLINE_MS;
  const items = reported.map(({ deviceId }) => ({ deviceId }));
  for (;;) {
    const answer = await api.post('/v1/verdicts/lookup', { items }, VerdictLookupAnswer);
    const judged = reported.filter(({ receivedAt }, index) => isJudgedSince(answer.items[index], receivedAt));
    onProgress(judged.length);
    if (judged.length === reported.length) {
      return new Map(reported.map(({ deviceId }, index) => [deviceId, answer.items[index] as VerdictAnswer]));
    }
    if (clock.now().getTime() > deadline) {
      throw new Error(
        `${reported.length - judged.length} of ${reported.length} reports are not judged after a minute.`,
      );
    }
    await sleep(POLL_MS);
  }
}

function isJudgedSince(answer: VerdictAnswer | undefined, instant: Date): boolean {
  if (!answer?.judgedAt || answer.reasons.some((reason) => reason.code === 'no-report')) return false;
  return Date.parse(answer.judgedAt) >= instant.getTime();
}

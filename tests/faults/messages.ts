import type pg from 'pg';
import type { TestMailServer } from '../../apps/worker/src/testing/mail-server.ts';

export interface MessageCheck {
  sent: number;
  /** Accepted once more after an acceptance: a worker or the database died between acceptance and commit. */
  repeated: number;
  broken: string[];
}

/**
 * Counts messages by their stable Message-ID.
 *
 * @param kills faults that may repeat a message, each as many as a worker has under way
 */
export async function checkMessages(owner: pg.Pool, mail: TestMailServer, kills: number): Promise<MessageCheck> {
  const { rows } = await owner.query<{ id: string; state: string; attempt: number; message_id: string }>(
    'SELECT id, state, attempt, message_id FROM deliveries',
  );
  const accepted = new Map<string, number>();
  for (const { messageId = '' } of mail.mails) accepted.set(messageId, (accepted.get(messageId) ?? 0) + 1);
  const known = new Set(rows.map((row) => row.message_id));
  const repeated = [...accepted.values()].reduce((sum, count) => sum + count - 1, 0);
  return {
    sent: mail.mails.length,
    repeated,
    broken: [
      ...[...accepted.keys()].filter((id) => !known.has(id)).map((id) => `${id} was mailed and is not known`),
      ...rows.flatMap(({ id, state, attempt, message_id: messageId }) => {
        const count = accepted.get(messageId) ?? 0;
        if (state === 'sent' && count === 0) return [`delivery ${id} counts as sent and was not mailed`];
        return count > attempt ? [`delivery ${id} was mailed ${count} times in ${attempt} attempts`] : [];
      }),
      ...(repeated > kills * MESSAGES_UNDER_WAY ? [`${repeated} messages were repeated by ${kills} faults`] : []),
    ],
  };
}

/** Messages that a worker may have under way: four jobs and the sweeper, each four at a time. */
const MESSAGES_UNDER_WAY = 20;

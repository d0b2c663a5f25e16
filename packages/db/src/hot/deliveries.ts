import type { SqlTx } from '../tenancy.ts';
import { together } from '../together.ts';

export type DeliveryReason = 'notice-opened' | 'notice-changed' | 'notice-resolved' | 'invitation' | 'enrolment';

/** A message to be sent: to a person or to a user, never to both. */
export interface NewDelivery {
  id: string;
  advisoryId: string | null;
  reason: DeliveryReason;
  personId: string | null;
  userId: string | null;
  /** What the message needs beyond the advisory; never a secret. */
  detail: Record<string, unknown>;
  dueAt: Date;
  createdAt: Date;
}

/**
 * The Message-ID of a delivery (RFC 5322 section 3.6.4), the same for every attempt: a mail server that gets a message
 * again can tell.
 *
 * @param publicUrl its host names who is responsible for the id being unique
 */
export function messageIdOf(deliveryId: string, publicUrl: string): string {
  return `<${deliveryId}@${new URL(publicUrl).hostname.replaceAll(/[^A-Za-z0-9.-]/g, '') || 'cordon.invalid'}>`;
}

/** Queues deliveries by e-mail. */
export async function insertDeliveries(
  tx: SqlTx,
  organisationId: string,
  deliveries: readonly NewDelivery[],
  publicUrl: string,
): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.query(
    `INSERT INTO deliveries (organisation_id, channel, state, id, advisory_id, reason, person_id, user_id, message_id, detail, due_at, created_at)
     SELECT $1, 'email', 'queued', v.* FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::jsonb[], $9::timestamptz[], $10::timestamptz[])
       AS v (id, advisory_id, reason, person_id, user_id, message_id, detail, due_at, created_at)`,
    [
      organisationId,
      deliveries.map((d) => d.id),
      deliveries.map((d) => d.advisoryId),
      deliveries.map((d) => d.reason),
      deliveries.map((d) => d.personId),
      deliveries.map((d) => d.userId),
      deliveries.map((d) => messageIdOf(d.id, publicUrl)),
      deliveries.map((d) => JSON.stringify(d.detail)),
      deliveries.map((d) => d.dueAt),
      deliveries.map((d) => d.createdAt),
    ],
  );
}

/** Cancels deliveries that are still queued. */
export async function cancelDeliveries(tx: SqlTx, organisationId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `UPDATE deliveries SET state = 'cancelled' WHERE organisation_id = $1 AND id = ANY ($2::uuid[]) AND state = 'queued'`,
    [organisationId, ids],
  );
}

/** A delivery that this worker has taken on: committed as `sending`. */
export interface ClaimedDelivery {
  id: string;
  advisoryId: string | null;
  reason: DeliveryReason;
  personId: string | null;
  userId: string | null;
  attempt: number;
  messageId: string;
  detail: Record<string, unknown>;
  createdAt: Date;
  dueAt: Date;
}

/**
 * Takes a delivery on: `sending`, one attempt more. Of several workers one gets it.
 *
 * @returns `undefined` if it is not due, sent, cancelled, or another worker is sending it
 */
export async function claimDelivery(
  tx: SqlTx,
  organisationId: string,
  id: string,
  { now, sendingTimeoutSeconds }: { now: Date; sendingTimeoutSeconds: number },
): Promise<ClaimedDelivery | undefined> {
  // The advisory first, as judging does: it changes a notice and then cancels what was queued about it. The other way round
  // the two would wait for each other until the database ends one of them, a second later.
  const advisory = tx.query(
    `SELECT FROM advisories a JOIN deliveries d ON d.organisation_id = a.organisation_id AND d.advisory_id = a.id
     WHERE d.organisation_id = $1 AND d.id = $2 FOR NO KEY UPDATE OF a`,
    [organisationId, id],
  );
  const claimed = tx.query<ClaimedDelivery>(
    `UPDATE deliveries SET state = 'sending', attempt = attempt + 1, sending_since = $3
     WHERE organisation_id = $1 AND id = (
       SELECT id FROM deliveries WHERE organisation_id = $1 AND id = $2 AND due_at <= $3
         AND (state = 'queued' OR (state = 'sending' AND sending_since <= $3::timestamptz - make_interval(secs => $4)))
       FOR UPDATE SKIP LOCKED)
     RETURNING id, advisory_id AS "advisoryId", reason, person_id AS "personId", user_id AS "userId", attempt,
               message_id AS "messageId", detail, created_at AS "createdAt", due_at AS "dueAt"`,
    [organisationId, id, now, sendingTimeoutSeconds],
  );
  const [, { rows }] = await together([advisory, claimed]);
  return rows[0];
}

/**
 * Notes that an advisory is being mailed with all it says now: other queued messages about it to the same recipient
 * would say nothing more, and changes from here on wait their ten minutes.
 */
export async function noteMailing(
  tx: SqlTx,
  organisationId: string,
  delivery: Pick<ClaimedDelivery, 'id' | 'advisoryId' | 'personId' | 'userId'>,
  now: Date,
): Promise<void> {
  if (delivery.advisoryId === null) return;
  const others = tx.query(
    `UPDATE deliveries SET state = 'cancelled' WHERE organisation_id = $1 AND advisory_id = $2 AND id <> $3 AND state = 'queued'
       AND person_id IS NOT DISTINCT FROM $4 AND user_id IS NOT DISTINCT FROM $5 AND reason <> 'notice-resolved'`,
    [organisationId, delivery.advisoryId, delivery.id, delivery.personId, delivery.userId],
  );
  const mailed = tx.query('UPDATE advisories SET last_mailed_at = $3 WHERE organisation_id = $1 AND id = $2', [
    organisationId,
    delivery.advisoryId,
    now,
  ]);
  await together([others, mailed]);
}

/** Whether a message about the same advisory went, or may have gone, to the same recipient before. */
export async function wasToldBefore(
  tx: SqlTx,
  organisationId: string,
  { id, advisoryId, personId, userId }: Pick<ClaimedDelivery, 'id' | 'advisoryId' | 'personId' | 'userId'>,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `SELECT FROM deliveries WHERE organisation_id = $1 AND advisory_id = $2 AND id <> $3 AND state IN ('sent', 'sending')
       AND person_id IS NOT DISTINCT FROM $4 AND user_id IS NOT DISTINCT FROM $5 LIMIT 1`,
    [organisationId, advisoryId, id, personId, userId],
  );
  return rowCount === 1;
}

/** Notes that the mail server has taken the message. True even if another worker took the delivery on meanwhile. */
export async function markSent(tx: SqlTx, organisationId: string, id: string, sentAt: Date): Promise<void> {
  await tx.query(
    `UPDATE deliveries SET state = 'sent', sent_at = $3, last_error = NULL
     WHERE organisation_id = $1 AND id = $2 AND state IN ('sending', 'queued')`,
    [organisationId, id, sentAt],
  );
}

/** What is to become of a delivery whose attempt failed. */
export interface FailedAttempt {
  id: string;
  attempt: number;
  /** Null: it was the last one. */
  retryAt: Date | null;
  /** Without addresses or other personal data. */
  error: string;
}

/**
 * Notes a failed attempt: queued again, or failed for good. If a newer message about the same advisory waits for the
 * same recipient meanwhile, this one is cancelled in its favour.
 */
export async function markAttemptFailed(tx: SqlTx, organisationId: string, failed: FailedAttempt): Promise<void> {
  await tx.query(
    `UPDATE deliveries d SET last_error = $4, due_at = coalesce($5, d.due_at), sending_since = NULL,
       state = CASE WHEN $5::timestamptz IS NULL THEN 'failed'
                    WHEN EXISTS (SELECT FROM deliveries o WHERE o.organisation_id = $1 AND o.advisory_id = d.advisory_id AND o.id <> d.id
                      AND o.state = 'queued' AND o.channel = d.channel AND o.person_id IS NOT DISTINCT FROM d.person_id
                      AND o.user_id IS NOT DISTINCT FROM d.user_id) THEN 'cancelled'
                    ELSE 'queued' END
     WHERE d.organisation_id = $1 AND d.id = $2 AND d.attempt = $3 AND d.state = 'sending'`,
    [organisationId, failed.id, failed.attempt, failed.error, failed.retryAt],
  );
}

/** Ends a delivery that nobody can be sent: its recipient or what it is about has gone. */
export async function cancelClaimed(tx: SqlTx, organisationId: string, id: string, reason: string): Promise<void> {
  await tx.query(
    `UPDATE deliveries SET state = 'cancelled', last_error = $3 WHERE organisation_id = $1 AND id = $2 AND state = 'sending'`,
    [organisationId, id, reason],
  );
}

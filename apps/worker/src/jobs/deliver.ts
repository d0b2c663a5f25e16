import { setTimeout as delay } from 'node:timers/promises';
import type { DeliverJob } from '@cordon/contract';
import {
  type ClaimedDelivery,
  cancelClaimed,
  claimDelivery,
  insertPersonLink,
  type MailContent,
  markAttemptFailed,
  markSent,
  newSecret,
  noteMailing,
  readMailContent,
  type SqlTx,
  wasToldBefore,
  withOrganisation,
  withOrganisationSql,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import { newId } from '@cordon/runtime';
import { MailError } from '../channels/mail-message.ts';
import type { WorkerDeps } from '../deps.ts';
import { renderMessage } from '../messages/render-message.ts';

type DeliverDeps = Pick<WorkerDeps, 'database' | 'clock' | 'logger' | 'catalogues' | 'publicUrl' | 'mail' | 'metrics'>;

/** After so long in `sending` a delivery is taken on by another worker. */
export const SENDING_TIMEOUT_SECONDS = 120;
/** Pauses after the first, second, … attempt that failed, in seconds; after the last the delivery has failed. */
const RETRY_SECONDS = [15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800];
export const MAX_ATTEMPTS = RETRY_SECONDS.length + 1;
const PARALLEL = 4;

/** Sends the deliveries that are due, each on its own: one that fails keeps no other from being sent. */
export async function deliver(deps: DeliverDeps, job: DeliverJob): Promise<void> {
  const waiting = [...new Set(job.deliveryIds)];
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      await tryDeliver(deps, job.organisationId, id);
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, waiting.length) }, work));
}

async function tryDeliver(deps: DeliverDeps, organisationId: string, id: string): Promise<void> {
  try {
    await deliverOne(deps, organisationId, id);
  } catch (error) {
    deps.logger.error({ err: error, deliveryId: id }, 'a delivery could not be worked on');
  }
}

/**
 * Commits `sending`, speaks to the mail server, commits `sent`. A message may only come twice if this process dies, or
 * the answer is lost, between acceptance and the last commit: then under the same Message-ID and with a higher attempt.
 */
async function deliverOne(deps: DeliverDeps, organisationId: string, id: string): Promise<void> {
  const link = { id: newId(deps.clock.now()), ...newSecret('cpl_') };
  const taken = await withOrganisationSql(deps.database, organisationId, (tx) =>
    takeOn(deps, tx, organisationId, id, link),
  );
  if (!taken) return;
  const { delivery, content } = taken;
  try {
    const personalToken = taken.hasLink ? link.token : undefined;
    const catalogue =
      deps.catalogues.get(content.overridesDigest) ??
      (await withOrganisation(deps.database, organisationId, (tx) => catalogueOf(tx, deps, organisationId)));
    const message = renderMessage({ ...taken, catalogue, publicUrl: deps.publicUrl, personalToken });
    const { messageId, attempt } = delivery;
    await deps.mail.send({ ...message, to: content.recipient.email, messageId, deliveryId: id, attempt });
  } catch (error) {
    return fail(deps, organisationId, delivery, error);
  }
  await commitSent(deps, organisationId, delivery);
}

interface Taken {
  delivery: ClaimedDelivery;
  content: MailContent;
  hasLink: boolean;
}

async function takeOn(
  deps: DeliverDeps,
  tx: SqlTx,
  organisationId: string,
  id: string,
  link: { id: string; hash: Uint8Array },
): Promise<Taken | undefined> {
  const now = deps.clock.now();
  const delivery = await claimDelivery(tx, organisationId, id, { now, sendingTimeoutSeconds: SENDING_TIMEOUT_SECONDS });
  if (!delivery) return undefined;
  const content = await readMailContent(tx, organisationId, delivery);
  if (!content) {
    await cancelClaimed(tx, organisationId, id, 'the recipient has no address any more');
    return undefined;
  }
  if (delivery.reason === 'notice-resolved' && !(await wasToldBefore(tx, organisationId, delivery))) {
    await cancelClaimed(tx, organisationId, id, 'what is resolved was never told');
    return undefined;
  }
  await noteMailing(tx, organisationId, delivery, now);
  const { personId, advisoryId } = delivery;
  if (personId === null || advisoryId === null) return { delivery, content, hasLink: false };
  await insertPersonLink(tx, organisationId, { id: link.id, tokenHash: link.hash, personId, advisoryId, now });
  return { delivery, content, hasLink: true };
}

async function fail(
  deps: DeliverDeps,
  organisationId: string,
  { id, attempt }: ClaimedDelivery,
  error: unknown,
): Promise<void> {
  const pauseSeconds = RETRY_SECONDS[attempt - 1];
  const now = deps.clock.now();
  const retryAt = pauseSeconds === undefined ? null : new Date(now.getTime() + pauseSeconds * 1_000);
  const reason = error instanceof MailError ? error.message : 'the message could not be written';
  deps.logger.warn({ err: error, deliveryId: id, attempt, isLast: retryAt === null }, 'a delivery failed');
  deps.metrics.deliveries.inc({ outcome: retryAt === null ? 'failed' : 'retried' });
  await withOrganisationSql(deps.database, organisationId, (tx) =>
    markAttemptFailed(tx, organisationId, { id, attempt, retryAt, error: reason }),
  );
}

/** The mail server has it: a database that is away for a moment must not make it be sent again. */
const COMMIT_TRIES = 20;

async function commitSent(deps: DeliverDeps, organisationId: string, delivery: ClaimedDelivery): Promise<void> {
  const sentAt = deps.clock.now();
  for (let tries = 1; ; tries++) {
    try {
      await withOrganisationSql(deps.database, organisationId, (tx) =>
        markSent(tx, organisationId, delivery.id, sentAt),
      );
      break;
    } catch (error) {
      if (tries >= COMMIT_TRIES) throw error;
      await delay(Math.min(5_000, 250 * tries));
    }
  }
  deps.metrics.deliveries.inc({ outcome: 'sent' });
  deps.metrics.deliveryLagSeconds.observe(Math.max(0, sentAt.getTime() - delivery.dueAt.getTime()) / 1_000);
}

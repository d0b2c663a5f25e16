import { prepared, withOrganisationSql } from '@cordon/db';
import { compileMissing } from './compile-missing.ts';
import type { JudgeDeps } from './deps.ts';
import { type BatchOutcome, judgeBatch } from './judge-batch.ts';

/** What judging did. */
export interface JudgeSummary {
  /** Devices that were judged; those without anything due are not counted. */
  judged: number;
  /** Devices whose verdict, or the reasons for it, changed. */
  changed: number;
  /** When each report judged now was received. */
  receivedAt: Date[];
}

/** Most devices of one transaction. */
const BATCH = 100;
/** Compiling, and a deadlock that the database resolved against us, are each a new try. */
const MAX_TRIES = 8;

/**
 * Judges devices of one organisation: all their unjudged reports in order, the changes that time or newer rules make,
 * and with them findings, verdicts, history and notices, one transaction for up to 100 devices. What is not due is
 * left alone, so that doing it twice does no harm. Rings for the deliveries that are due afterwards.
 *
 * @param options `skipLocked`: leave out devices that another worker is judging at this moment
 * @throws AppError `unavailable` if this process's catalogue or IP database is not the registered one
 */
export async function judgeDevices(
  deps: JudgeDeps,
  organisationId: string,
  deviceIds: readonly string[],
  options: { skipLocked?: boolean } = {},
): Promise<JudgeSummary> {
  const summary: JudgeSummary = { judged: 0, changed: 0, receivedAt: [] };
  const ids = [...new Set(deviceIds)];
  for (let at = 0; at < ids.length; at += BATCH) {
    await judgeChunk(deps, organisationId, ids.slice(at, at + BATCH), options, summary);
  }
  return summary;
}

async function judgeChunk(
  deps: JudgeDeps,
  organisationId: string,
  deviceIds: readonly string[],
  options: { skipLocked?: boolean },
  summary: JudgeSummary,
): Promise<void> {
  try {
    for (let hasMore = true; hasMore; ) {
      const outcome = await judgeOnce(deps, organisationId, deviceIds, options);
      summary.judged += outcome.judged;
      summary.changed += outcome.changed;
      for (const receivedAt of outcome.receivedAt) summary.receivedAt.push(receivedAt);
      await ring(deps, organisationId, outcome);
      hasMore = outcome.hasMore;
    }
  } catch (error) {
    // A row that the database refuses must fail alone, not with the other devices of its batch.
    if (!isDataError(error)) throw error;
    deps.logger.error({ err: error, devices: deviceIds.length }, 'a batch could not be written');
    if (deviceIds.length === 1) return;
    for (const deviceId of deviceIds) await judgeChunk(deps, organisationId, [deviceId], options, summary);
  }
}

async function judgeOnce(
  deps: JudgeDeps,
  organisationId: string,
  deviceIds: readonly string[],
  options: { skipLocked?: boolean },
): Promise<BatchOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      const outcome = await withOrganisationSql(
        deps.database,
        organisationId,
        (tx) => judgeBatch(prepared(tx), deps, organisationId, deviceIds, options),
        { keepsPlans: true, isRepeatable: true },
      );
      if (!('missing' in outcome)) return outcome;
      await compileMissing(deps, organisationId, outcome);
    } catch (error) {
      if (!isRetryable(error) || tries >= MAX_TRIES) throw error;
    }
    if (tries >= MAX_TRIES) throw new Error('Policies changed faster than they could be compiled.');
  }
}

async function ring(deps: JudgeDeps, organisationId: string, { deliveries }: BatchOutcome): Promise<void> {
  const now = deps.clock.now();
  const due = deliveries.filter((delivery) => delivery.dueAt <= now).map((delivery) => delivery.id);
  if (due.length === 0) return;
  await deps.queues.enqueue('deliver', 'deliver', { organisationId, deliveryIds: due.slice(0, 500) });
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Serialization failure or deadlock (PostgreSQL, appendix A: class 40). */
function isRetryable(error: unknown): boolean {
  return codeOf(error) === '40001' || codeOf(error) === '40P01';
}

/** Data exception or constraint violation (classes 22 and 23). */
function isDataError(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error));
}

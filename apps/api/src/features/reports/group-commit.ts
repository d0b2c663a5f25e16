import { AppError } from '@cordon/contract';
import type { IncomingReport, IngestResult } from '@cordon/db';
import { createPace } from '../../pace.ts';
import { isDatabaseAway, sqlStateOf } from '../../resources/database-away.ts';

/**
 * Group commit: reports that arrive within a few milliseconds are stored by one statement, and each answer waits for it.
 * Load makes batches larger rather than more numerous.
 */
export interface GroupCommit {
  /**
   * Resolves when the report's batch is durable.
   *
   * @throws AppError `overloaded` (nothing was stored) if too much is waiting or the database is away
   */
  submit(report: IncomingReport): Promise<IngestResult>;
  /** Takes no more; resolves when all that waits is answered. */
  close(): Promise<void>;
}

export interface GroupCommitOptions {
  /** Stores a batch in one transaction of its own, all or nothing; one result a report, in order. */
  ingest: (reports: readonly IncomingReport[]) => Promise<IngestResult[]>;
  /** Told after each batch that is durable. Must not throw. */
  onCommitted?: (results: readonly IngestResult[], reports: readonly IncomingReport[]) => void;
  /** Told how many reports wait. */
  onWaiting?: (count: number) => void;
  /** Least time from the begin of a batch to the begin of the next, unless that one is full; 0: none. @defaultValue 15 */
  paceMilliseconds?: number;
  /** @defaultValue 300 */
  maxBatch?: number;
  /** Statements at the same time. @defaultValue 2 */
  maxParallel?: number;
  /** Reports waiting or being stored, beyond which new ones are refused. @defaultValue 5,000 */
  maxWaiting?: number;
  /** The same in bytes of payload. @defaultValue 64 MiB */
  maxWaitingBytes?: number;
}

interface Waiting {
  report: IncomingReport;
  resolve: (result: IngestResult) => void;
  reject: (error: unknown) => void;
}

/** Seconds after which a refused device should try again. */
const RETRY_AFTER_SECONDS = 5;

/** Starts a group commit. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { maxBatch = 300, maxParallel = 2, paceMilliseconds = 15 } = options;
  const { maxWaiting = 5_000, maxWaitingBytes = 64 * 1_048_576 } = options;
  const queue: Waiting[] = [];
  let bytes = 0;
  let unanswered = 0;
  let running = 0;
  let isScheduled = false;
  let isClosed = false;
  let whenIdle: (() => void) | undefined;

  const settle = (waiting: Waiting, outcome: IngestResult | { error: unknown }) => {
    unanswered -= 1;
    bytes -= waiting.report.payload.length;
    if ('error' in outcome) waiting.reject(outcome.error);
    else waiting.resolve(outcome);
  };
  const runBatch = async (batch: readonly Waiting[]) => {
    running += 1;
    const outcomes = await storeBatch(
      batch.map((waiting) => waiting.report),
      options,
    );
    running -= 1;
    batch.forEach((waiting, index) => {
      settle(waiting, outcomes[index] as IngestResult | { error: unknown });
    });
    options.onWaiting?.(unanswered);
    if (queue.length > 0) flush();
    else if (unanswered === 0) whenIdle?.();
  };
  const mayBegin = () => running < maxParallel && (!pace.isResting() || queue.length >= maxBatch);
  const flush = () => {
    isScheduled = false;
    // What waits while all statements are busy goes together with what arrives meanwhile.
    while (queue.length > 0 && mayBegin()) {
      pace.begin();
      void runBatch(queue.splice(0, maxBatch));
    }
  };
  const pace = createPace(paceMilliseconds, flush);
  const schedule = () => {
    if (!isScheduled) setImmediate(flush);
    isScheduled = true;
  };

  return {
    submit: (report) =>
      new Promise((resolve, reject) => {
        if (isClosed || unanswered >= maxWaiting || bytes + report.payload.length > maxWaitingBytes) {
          reject(overloaded());
          return;
        }
        unanswered += 1;
        bytes += report.payload.length;
        queue.push({ report, resolve, reject });
        options.onWaiting?.(unanswered);
        schedule();
      }),
    close: () => {
      isClosed = true;
      return new Promise((resolve) => {
        if (unanswered === 0) resolve();
        else whenIdle = resolve;
      });
    },
  };
}

type Outcome = IngestResult | { error: unknown };

/** Stores a batch; one that fails on its data is stored report by report, so that a bad one fails alone. */
async function storeBatch(reports: readonly IncomingReport[], options: GroupCommitOptions): Promise<Outcome[]> {
  try {
    const results = await ingestTwice(reports, options);
    options.onCommitted?.(results, reports);
    return results;
  } catch (error) {
    if (!isDataError(error) || reports.length === 1) return reports.map(() => ({ error: toRefusal(error) }));
  }
  const outcomes: Outcome[] = [];
  for (const report of reports) outcomes.push(...(await storeBatch([report], options)));
  return outcomes;
}

/** A deadlock or serialisation failure says nothing about the data: once more. */
async function ingestTwice(
  reports: readonly IncomingReport[],
  { ingest }: GroupCommitOptions,
): Promise<IngestResult[]> {
  try {
    return await ingest(reports);
  } catch (error) {
    if (sqlStateOf(error)?.startsWith('40')) return ingest(reports);
    throw error;
  }
}

/** SQLSTATE class 22 (data exception) or 23 (integrity constraint violation). */
function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error) ?? '');
}

/** A fault of the data or of ours is a 500; all else means that the database is away or overwhelmed. */
function toRefusal(error: unknown): unknown {
  return isDatabaseAway(error) ? overloaded(error) : error;
}

function overloaded(cause?: unknown): AppError {
  return new AppError('overloaded', 'The server takes no more at the moment; nothing was stored.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

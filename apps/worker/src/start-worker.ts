import { DeliverJob, EvaluateJob } from '@cordon/contract';
import { foldFleetCounts, keepVerdictDays, makeReportPartitions, readFact } from '@cordon/db';
import { isCurrent, registerReferenceData } from '@cordon/judge';
import { isPlaceDatabaseOld, type ShutdownStep } from '@cordon/runtime';
import type { WorkerDeps } from './deps.ts';
import { listenForHealth, type WorkerHealth } from './health.ts';
import { deliver } from './jobs/deliver.ts';
import { evaluateDevices } from './jobs/evaluate.ts';
import { createTogetherEvaluator, type TogetherEvaluator } from './jobs/evaluate-together.ts';
import { retireOldReports } from './jobs/retire-reports.ts';
import { createSealer } from './jobs/seal-audit.ts';
import { createSweeper } from './jobs/sweep.ts';
import { type Repetition, repeat } from './repeat.ts';

const SWEEP_MS = 1_000;
/** Jobs taken at the same time: those that wait for the batches under way make up the next one. */
const EVALUATE_JOBS = 100;
const COUNTS_MS = 2_000;
/** Adding up waits so long at most for batches under way: under full load there is always one. */
const COUNTS_GAP_MS = 250;
const DAYS_MS = 300_000;
const PARTITIONS_MS = 86_400_000;
const RETENTION_MS = 86_400_000;
const CHECKPOINT_MS = 3_600_000;
const REFERENCE_MS = 10_000;

/**
 * Starts all that a worker does: takes jobs, sweeps each second, counts every other one, seals, makes and drops partitions.
 *
 * @returns what stops it again, in order; closing the dependencies is the caller's
 */
export async function startWorker(deps: WorkerDeps): Promise<ShutdownStep[]> {
  const { database, clock, queues, config, logger } = deps;
  await makeReportPartitions(database, clock.now());
  const health: WorkerHealth = { isCurrent: await registerReferenceData(deps) };
  if (!health.isCurrent) logger.error('the catalogue or IP database of this worker is older than the registered one');
  if (isPlaceDatabaseOld(deps.placeDatabaseDate, clock.now())) {
    logger.warn({ placeDatabaseDate: deps.placeDatabaseDate }, 'the IP database is more than 90 days old');
  }
  const server =
    config.metricsPort && (await listenForHealth(deps, health, { host: config.metricsHost, port: config.metricsPort }));
  const sealer = createSealer(deps);
  const together = createTogetherEvaluator({ judge: (job) => evaluateDevices(deps, job) });
  const sweeper = createSweeper(deps, { sealer, foreground: together });
  const again = (name: string, work: (stopping: AbortSignal) => Promise<unknown>, pauseMs: number): Repetition =>
    repeat(work, pauseMs, (error) => logger.error({ err: error, task: name }, 'a repeated task failed'));
  const handles = [
    queues.work('evaluate', (data) => together.evaluate(EvaluateJob.parse(data)), { concurrency: EVALUATE_JOBS }),
    queues.work('deliver', (data) => deliver(deps, DeliverJob.parse(data)), { concurrency: 4 }),
  ];
  const repetitions = [
    again('sweep', () => sweeper.sweep(), SWEEP_MS),
    again('counts', () => count(deps, together), COUNTS_MS),
    again('days', () => keepVerdictDays(database, clock.now()), DAYS_MS),
    again('partitions', () => makeReportPartitions(database, clock.now()), PARTITIONS_MS),
    again('retention', (stopping) => retireOldReports(deps, stopping), RETENTION_MS),
    again('checkpoint', () => sealer.checkpoint(), CHECKPOINT_MS),
    again('reference data', () => checkReference(deps, health), REFERENCE_MS),
  ];
  return [
    { name: 'jobs', stop: async () => void (await Promise.all(handles.map((handle) => handle.close()))) },
    { name: 'repetitions', stop: async () => void (await Promise.all(repetitions.map((each) => each.stop()))) },
    { name: 'sweeper', stop: () => sweeper.settled() },
    { name: 'checkpoint', stop: () => sealer.checkpoint() },
    { name: 'health', stop: async () => void (server ? server.close() : undefined) },
  ];
}

/** What changed since the last time is added up, between batches of new reports, and told to who looks on. */
async function count({ throughput, database, clock }: WorkerDeps, { quiet }: TogetherEvaluator): Promise<void> {
  await throughput.flush();
  await foldFleetCounts(database, clock.now(), () => quiet(COUNTS_GAP_MS));
}

/** Another worker may have registered newer reference data meanwhile. */
async function checkReference(deps: WorkerDeps, health: WorkerHealth): Promise<void> {
  const [place, catalogue] = await Promise.all([
    readFact(deps.database, 'ip-database'),
    readFact(deps.database, 'catalogue'),
  ]);
  health.isCurrent = isCurrent(
    {
      placeDatabase: place && { date: String(place.date), inForceSince: place.inForceSince },
      catalogue: catalogue && { version: String(catalogue.version), inForceSince: catalogue.inForceSince },
    },
    deps,
  );
}

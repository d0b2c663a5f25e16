import type { EvaluateJob } from '@cordon/contract';
import { raiseDueEpoch, readUrgentDevices, readWorkDue, type WorkDue } from '@cordon/db';
import type { WorkerDeps } from '../deps.ts';
import { observeWaiting } from '../metrics.ts';
import { createTask, type Task } from '../task.ts';
import { deliver, SENDING_TIMEOUT_SECONDS } from './deliver.ts';
import { evaluateDevices, passUnconcernedDevices } from './evaluate.ts';
import { createSealer, type Sealer } from './seal-audit.ts';

/** Looks for what waits and was not rung for, or whose bell was lost, and does it. */
export interface Sweeper {
  /** One look; what it finds is begun, unless the same kind of work is still being done. */
  sweep(): Promise<void>;
  /** Resolves when nothing that was begun is still being done. */
  settled(): Promise<void>;
}

const LEFT_BEHIND_SECONDS = 5;
const LIMIT = 1_000;
/** Devices judged by one call, and how many calls at the same time. */
const DEVICES = 100;
const PARALLEL = 2;
/** Most looks in a row. */
const MAX_LOOKS = 30;
/** How long one look goes on with what is not urgent. */
const OTHERS_MS = 2_000;

type Entry = WorkDue['evaluate'][number];

/** Makes a sweeper. It depends on no queue: with Redis gone for good everything is still judged and sent. */
export function createSweeper(deps: WorkerDeps, sealer: Sealer = createSealer(deps)): Sweeper {
  const onError = (name: string) => (error: unknown) =>
    deps.logger.error({ err: error, task: name }, 'sweeping failed');
  const tasks = {
    evaluate: createTask((entries: Entry[]) => evaluateFleet(deps, entries), onError('evaluate')),
    deliver: createTask((entries: Entry[]) => deliverAll(deps, entries), onError('deliver')),
    epoch: createTask((entries: Entry[]) => raiseAll(deps, entries), onError('epoch')),
    seal: createTask((entries: Entry[]) => sealer.seal(entries.map((entry) => entry.organisationId)), onError('seal')),
  } satisfies Record<keyof WorkDue, Task<Entry[]>>;
  return {
    sweep: async () => {
      const due = await look(deps);
      observeWaiting(deps.metrics, due);
      for (const kind of ['epoch', 'evaluate', 'deliver', 'seal'] as const) {
        if (due[kind].length > 0) tasks[kind].begin(due[kind]);
      }
    },
    settled: async () => {
      await Promise.all(Object.values(tasks).map((task) => task.settled()));
    },
  };
}

function look(deps: WorkerDeps): Promise<WorkDue> {
  return readWorkDue(deps.database, {
    now: deps.clock.now(),
    leftBehindSeconds: LEFT_BEHIND_SECONDS,
    sendingTimeoutSeconds: SENDING_TIMEOUT_SECONDS,
    limit: LIMIT,
  });
}

/** While a whole fleet is to be judged again, the next look follows at once: what is urgent by then comes first in it. */
async function evaluateFleet(deps: WorkerDeps, entries: readonly Entry[]): Promise<void> {
  let next = entries;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const judged = await evaluateAll(deps, next);
    if (next.length < LIMIT || judged === 0) return;
    next = (await look(deps)).evaluate;
  }
}

function byOrganisation(entries: readonly Entry[]): [organisationId: string, ids: string[]][] {
  const grouped = new Map<string, string[]>();
  for (const { organisationId, id } of entries)
    grouped.set(organisationId, [...(grouped.get(organisationId) ?? []), id]);
  return [...grouped];
}

/**
 * What is urgent first, all of it; then, for a while, devices that newer rules concern: the rest of a large fleet is found
 * by the next look, so that nothing urgent waits behind it. Several workers find the same devices: each leaves out what
 * another is judging.
 */
async function evaluateAll(deps: WorkerDeps, entries: readonly Entry[]): Promise<number> {
  const urgent: EvaluateJob[] = [];
  const others: [organisationId: string, ids: string[]][] = [];
  for (const [organisationId, ids] of byOrganisation(entries)) {
    const found = await readUrgentDevices(deps.database, organisationId, ids, deps.clock.now());
    const urgentIds = ids.filter((id) => found.has(id));
    urgent.push(...toJobs(organisationId, urgentIds));
    others.push([organisationId, ids.filter((id) => !found.has(id))]);
  }
  let judged = await evaluateJobs(deps, urgent);
  const jobs: EvaluateJob[] = [];
  for (const [organisationId, ids] of others) {
    const passed = await passUnconcernedDevices(deps, { organisationId, deviceIds: ids });
    judged += passed.size;
    const concernedIds = ids.filter((id) => !passed.has(id));
    jobs.push(...toJobs(organisationId, concernedIds));
  }
  judged += await evaluateJobs(deps, jobs, performance.now() + OTHERS_MS);
  return judged;
}

function toJobs(organisationId: string, ids: readonly string[]): EvaluateJob[] {
  return Array.from({ length: Math.ceil(ids.length / DEVICES) }, (_, index) => ({
    organisationId,
    deviceIds: ids.slice(index * DEVICES, (index + 1) * DEVICES),
  }));
}

/**
 * Does jobs, some at a time, and begins none after the deadline.
 *
 * @returns number of devices judged
 */
async function evaluateJobs(
  deps: WorkerDeps,
  jobs: EvaluateJob[],
  deadline = Number.POSITIVE_INFINITY,
): Promise<number> {
  let judged = 0;
  const work = async () => {
    for (let job = jobs.shift(); job && performance.now() < deadline; job = jobs.shift()) {
      judged += await evaluateDevices(deps, job, { skipLocked: true }).catch((error: unknown) => {
        deps.logger.error({ err: error }, 'devices could not be judged');
        return 0;
      });
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return judged;
}

async function deliverAll(deps: WorkerDeps, entries: readonly Entry[]): Promise<void> {
  for (const [organisationId, deliveryIds] of byOrganisation(entries))
    await deliver(deps, { organisationId, deliveryIds });
}

async function raiseAll(deps: WorkerDeps, entries: readonly Entry[]): Promise<void> {
  for (const { organisationId } of entries) {
    if (await raiseDueEpoch(deps.database, organisationId, deps.clock.now())) {
      deps.logger.info({ organisationId }, 'a policy version came into force');
    }
  }
}

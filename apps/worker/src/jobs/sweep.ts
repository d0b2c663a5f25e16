import { setTimeout as delay } from 'node:timers/promises';
import type { EvaluateJob } from '@cordon/contract';
import { raiseDueEpoch, readUrgentDevices, readWorkDue, type WorkDue } from '@cordon/db';
import type { WorkerDeps } from '../deps.ts';
import { observeWaiting } from '../metrics.ts';
import { createTask, type Task } from '../task.ts';
import { deliver, SENDING_TIMEOUT_SECONDS } from './deliver.ts';
import { evaluateDevices, passUnconcernedDevices } from './evaluate.ts';
import type { TogetherEvaluator } from './evaluate-together.ts';
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
/** Devices that one step of the background takes. */
const STEP = 500;
/** While new reports are being judged: how many it takes then, and how long it waits for a gap at most. */
const STEP_BESIDE = 25;
const GAP_MS = 100;
/** Most looks in a row. */
const MAX_LOOKS = 30;
/** How long one look goes on with what is not urgent. */
const OTHERS_MS = 2_000;

type Entry = WorkDue['evaluate'][number];

/** What else is being judged, which goes first. */
export type Foreground = Pick<TogetherEvaluator, 'isBusy' | 'quiet'>;

const NOTHING_ELSE: Foreground = { isBusy: () => false, quiet: async () => undefined };

/** Makes a sweeper. It depends on no queue: with Redis gone for good everything is still judged and sent. */
export function createSweeper(
  deps: WorkerDeps,
  { sealer = createSealer(deps), foreground = NOTHING_ELSE }: { sealer?: Sealer; foreground?: Foreground } = {},
): Sweeper {
  const onError = (name: string) => (error: unknown) =>
    deps.logger.error({ err: error, task: name }, 'sweeping failed');
  const tasks = {
    evaluate: createTask((entries: Entry[]) => evaluateFleet(deps, foreground, entries), onError('evaluate')),
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
async function evaluateFleet(deps: WorkerDeps, foreground: Foreground, entries: readonly Entry[]): Promise<void> {
  let next = entries;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const judged = await evaluateAll(deps, foreground, next);
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
async function evaluateAll(deps: WorkerDeps, foreground: Foreground, entries: readonly Entry[]): Promise<number> {
  const urgent: EvaluateJob[] = [];
  const others: EvaluateJob[] = [];
  for (const [organisationId, ids] of byOrganisation(entries)) {
    const found = await readUrgentDevices(deps.database, organisationId, ids, deps.clock.now());
    const urgentIds = ids.filter((id) => found.has(id));
    while (urgentIds.length > 0) urgent.push({ organisationId, deviceIds: urgentIds.splice(0, DEVICES) });
    others.push({ organisationId, deviceIds: ids.filter((id) => !found.has(id)) });
  }
  let judged = await inParallel(async () => {
    const job = urgent.shift();
    return job && evaluate(deps, job);
  });
  const deadline = performance.now() + OTHERS_MS;
  for (const job of others) judged += await evaluateBeside(deps, foreground, job, deadline);
  return judged;
}

/**
 * In the background: small steps in the gaps between batches of new reports, with a rest as long as the step after each,
 * and long ones while there are none; no step is begun after the deadline.
 */
async function evaluateBeside(
  deps: WorkerDeps,
  foreground: Foreground,
  { organisationId, deviceIds: all }: EvaluateJob,
  deadline: number,
): Promise<number> {
  const left = [...all];
  return inParallel(async () => {
    if (foreground.isBusy()) await foreground.quiet(GAP_MS);
    const begunAt = performance.now();
    if (begunAt > deadline) return undefined;
    const deviceIds = left.splice(0, foreground.isBusy() ? STEP_BESIDE : STEP);
    if (deviceIds.length === 0) return undefined;
    const passed = await passUnconcernedDevices(deps, { organisationId, deviceIds });
    const concerned = deviceIds.filter((id) => !passed.has(id));
    const judged = await evaluate(deps, { organisationId, deviceIds: concerned });
    if (foreground.isBusy()) await delay(performance.now() - begunAt);
    return passed.size + judged;
  });
}

/** @returns number of devices judged */
async function evaluate(deps: WorkerDeps, job: EvaluateJob): Promise<number> {
  try {
    return await evaluateDevices(deps, job, { skipLocked: true });
  } catch (error) {
    deps.logger.error({ err: error }, 'devices could not be judged');
    return 0;
  }
}

/** Takes steps, some at the same time, until there are no more; the sum of what they came to. */
async function inParallel(step: () => Promise<number | undefined>): Promise<number> {
  let total = 0;
  const work = async () => {
    for (let done = await step(); done !== undefined; done = await step()) total += done;
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return total;
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

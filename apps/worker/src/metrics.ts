import type { WorkDue } from '@cordon/db';
import type { Queues } from '@cordon/runtime';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the worker tells Prometheus. No label names an organisation, a device or a person. */
export interface WorkerMetrics {
  registry: Registry;
  judged: Counter;
  /** From receipt to judgement. */
  judgementLagSeconds: Histogram;
  deliveries: Counter<'outcome'>;
  /** From the instant a message was due to its acceptance. */
  deliveryLagSeconds: Histogram;
  /** What the sweeper found waiting, by kind. */
  waiting: Gauge<'kind'>;
}

const LAG_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200];

/** Makes the worker's metrics in a registry of their own; the queue's depth is asked for when they are read. */
export function createWorkerMetrics(queues: Pick<Queues, 'counts'>): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  registerQueueDepth(registry, queues);
  return {
    registry,
    judged: new Counter({ name: 'cordon_devices_judged_total', help: 'Devices judged', registers }),
    judgementLagSeconds: new Histogram({
      name: 'cordon_judgement_lag_seconds',
      help: 'From the receipt of a report to its judgement',
      buckets: LAG_BUCKETS,
      registers,
    }),
    deliveries: new Counter({
      name: 'cordon_deliveries_total',
      help: 'Attempts to deliver by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    deliveryLagSeconds: new Histogram({
      name: 'cordon_delivery_lag_seconds',
      help: 'From the instant a message was due to its acceptance by the mail server',
      buckets: LAG_BUCKETS,
      registers,
    }),
    waiting: new Gauge({
      name: 'cordon_work_waiting',
      help: 'What the sweeper found waiting, by kind (bounded by its limit)',
      labelNames: ['kind'],
      registers,
    }),
  };
}

function registerQueueDepth(registry: Registry, queues: Pick<Queues, 'counts'>): void {
  new Gauge({
    name: 'cordon_queue_jobs',
    help: 'Jobs in the queue by state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      for (const queue of ['evaluate', 'deliver']) {
        const counts = await queues.counts(queue).catch(() => undefined);
        for (const [state, count] of Object.entries(counts ?? {})) this.set({ queue, state }, count);
      }
    },
  });
}

/** Notes what a sweep found. */
export function observeWaiting(metrics: WorkerMetrics, due: WorkDue): void {
  for (const [kind, entries] of Object.entries(due)) metrics.waiting.set({ kind }, entries.length);
}

import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the API process tells Prometheus. No label names an organisation, a device or a person. */
export interface Metrics {
  registry: Registry;
  requestSeconds: Histogram<'method' | 'route' | 'status'>;
  /** Reports by outcome: `stored`, `repeated`, or the problem's name. */
  reports: Counter<'outcome'>;
  /** Reports that went to the database in one statement. */
  reportBatchSize: Histogram;
  reportsWaiting: Gauge;
  /** Doorbells that the queue did not take; the sweeper rings again. */
  doorbellsLost: Counter;
}

/** Makes the process's metrics in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'cordon_http_request_seconds',
      help: 'Time to answer, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    reports: new Counter({
      name: 'cordon_reports_total',
      help: 'Reports by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    reportBatchSize: new Histogram({
      name: 'cordon_report_batch_size',
      help: 'Reports stored by one statement',
      buckets: [1, 2, 5, 10, 25, 50, 100, 200, 300],
      registers,
    }),
    reportsWaiting: new Gauge({ name: 'cordon_reports_waiting', help: 'Reports waiting to be stored', registers }),
    doorbellsLost: new Counter({
      name: 'cordon_doorbells_lost_total',
      help: 'Jobs the queue did not take',
      registers,
    }),
  };
}

/** Times every request by its route's pattern, never by its address, which would name devices and people. */
export function registerMetrics(app: FastifyInstance, { metrics }: { metrics: Metrics }): void {
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    };
    metrics.requestSeconds.observe(labels, reply.elapsedTime / 1_000);
  });
}

/** Serves `/metrics` on a port of its own, loopback unless configured otherwise. */
export async function listenForMetrics(metrics: Metrics, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

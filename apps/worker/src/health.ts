import { createServer, type Server, type ServerResponse } from 'node:http';
import { isPlaceDatabaseOld } from '@cordon/runtime';
import type { WorkerDeps } from './deps.ts';

/** How long the database may take before the process calls itself not ready. */
const TIMEOUT_MS = 2_000;

/** What the process knows of itself. */
export interface WorkerHealth {
  /** Its catalogue and IP database are the registered ones. */
  isCurrent: boolean;
}

/**
 * Serves `/health/live`, `/health/ready` and `/metrics`. Ready is a worker that can judge: the database answers, and
 * its reference data is the registered one. Without the queue it still works, by the sweeper.
 */
export async function listenForHealth(
  deps: Pick<WorkerDeps, 'database' | 'queues' | 'metrics' | 'clock' | 'placeDatabaseDate'>,
  health: WorkerHealth,
  address: { host: string; port: number },
): Promise<Server> {
  const routes: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/health/live': async (response) => sendJson(response, 200, { status: 'live' }),
    '/health/ready': (response) => sendReadiness(deps, health, response),
    '/metrics': async (response) => {
      const text = await deps.metrics.registry.metrics();
      response.writeHead(200, { 'content-type': deps.metrics.registry.contentType }).end(text);
    },
  };
  const server = createServer((request, response) => {
    const route = request.method === 'GET' ? routes[request.url ?? ''] : undefined;
    if (!route) return void response.writeHead(404).end();
    route(response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  return server;
}

async function sendReadiness(
  deps: Pick<WorkerDeps, 'database' | 'queues' | 'clock' | 'placeDatabaseDate'>,
  health: WorkerHealth,
  response: ServerResponse,
): Promise<void> {
  const [database, queue] = await Promise.all([isDatabaseReady(deps), deps.queues.isReady()]);
  const state = (isReady: boolean) => (isReady ? 'ready' : 'unavailable');
  const isReady = database && health.isCurrent;
  sendJson(response, isReady ? 200 : 503, {
    status: state(isReady),
    checks: { database: state(database), queue: state(queue), referenceData: state(health.isCurrent) },
    placeDatabase: {
      date: deps.placeDatabaseDate ?? null,
      isOld: isPlaceDatabaseOld(deps.placeDatabaseDate, deps.clock.now()),
    },
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function isDatabaseReady({ database }: Pick<WorkerDeps, 'database'>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), TIMEOUT_MS);
  });
  const answer = database.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}

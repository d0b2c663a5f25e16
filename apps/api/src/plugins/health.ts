import { isPlaceDatabaseOld } from '@cordon/runtime';
import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';

/** How long the database may take before the process calls itself not ready. */
const TIMEOUT_MS = 2_000;

/**
 * `/health/live`: the process answers. `/health/ready`: it can do its work, that is, the database answers; without the
 * queue reports are still taken in, and the sweeper rings later. An IP database of more than 90 days is told as old.
 */
export function registerHealth(
  app: App,
  deps: Pick<Deps, 'database' | 'queues' | 'clock' | 'placeDatabaseDate'>,
): void {
  const hidden = { hide: true };
  app.get('/health/live', { schema: hidden }, async () => ({ status: 'live' }));
  app.get('/health/ready', { schema: hidden }, async (_request, reply) => {
    const [database, queue] = await Promise.all([isDatabaseReady(deps), deps.queues.isReady()]);
    const state = (isReady: boolean) => (isReady ? 'ready' : 'unavailable');
    return reply.code(database ? 200 : 503).send({
      status: state(database),
      checks: { database: state(database), queue: state(queue) },
      placeDatabase: {
        date: deps.placeDatabaseDate ?? null,
        isOld: isPlaceDatabaseOld(deps.placeDatabaseDate, deps.clock.now()),
      },
    });
  });
}

async function isDatabaseReady({ database }: Pick<Deps, 'database'>): Promise<boolean> {
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

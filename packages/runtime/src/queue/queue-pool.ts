import pg from 'pg';
import { QUEUE_SCHEMA } from './migrate-queue.ts';

/**
 * BullMQ takes its own listeners away when it closes a connection, and has none yet when it has only just opened one: a
 * server that dies in that moment would end the process with an error that nobody listens to.
 */
class QuietClient extends pg.Client {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'error' && this.listenerCount('error') === 0) return true;
    return super.emit(event as 'error', ...(values as [Error]));
  }
}

/**
 * Opens connections for BullMQ's queues in PostgreSQL, on the schema that the migration step made. That is BullMQ's default:
 * for a pool that it did not open itself it takes no other.
 */
export function openQueuePool(databaseUrl: string, max: number): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    max,
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
    // Declared without the configuration that every client is made with.
    Client: QuietClient as unknown as NonNullable<pg.PoolConfig['Client']>,
  });
}

/** Makes closing what stands on a pool end the pool as well. */
export function endingPool<T extends { close(force?: boolean): Promise<void> }>(made: T, pool: pg.Pool): T {
  const close = made.close.bind(made);
  let ended: Promise<void> | undefined;
  const end = () => (ended ??= pool.end());
  made.close = (force) => close(force).finally(end);
  return made;
}

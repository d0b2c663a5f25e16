import type { Concern } from '@cordon/policy';
import type pg from 'pg';
import type { Database } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { together } from './together.ts';

/** A transaction inside one organisation: what every store function takes first. */
export type Tx = Prisma.TransactionClient;
/** The same, for set-based SQL (packages/db/src/hot). */
export type SqlTx = pg.PoolClient;

/**
 * Begins a transaction and tells PostgreSQL its organisation for that alone (`true`): a connection given back to the pool
 * belongs to nobody. Both in one message, since each way there and back costs as much as a small statement.
 *
 * @throws Error if the id is no UUID: such a message has no parameters
 */
function begin(organisationId: string, { keepsPlans, isRepeatable }: SqlOptions): string {
  if (!UUID.test(organisationId)) throw new Error('An organisation is named by its UUID.');
  const settings = {
    'cordon.organisation': organisationId,
    ...(keepsPlans && { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' }),
    ...(isRepeatable && { synchronous_commit: 'off' }),
  };
  const calls = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return `BEGIN; SELECT ${calls.join(', ')}`;
}

/** How a transaction of {@link withOrganisationSql} is run. */
export interface SqlOptions {
  /** Plans of prepared statements are made once a connection, for any number of values; for work that finds all its rows by their keys. */
  keepsPlans?: boolean;
  /**
   * Done again from rows that stay, should the database server be lost within the second after: the commit does not wait
   * for the disk. Whoever acts on the outcome outside commits first, waiting, and with that writes down all that came before.
   */
  isRepeatable?: boolean;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Runs `work` in one short transaction that sees this organisation's rows and no others.
 * INVARIANT: no outside I/O, cryptography or enqueueing inside `work`; it may be run only once.
 *
 * @param organisationId UUID from a session, token, device or job, never from the caller's input
 */
export function withOrganisation<T>(
  database: Database,
  organisationId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return database.prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT set_config('cordon.organisation', ${organisationId}, true)`;
      return work(tx);
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
}

/**
 * As {@link withOrganisation}, on a plain connection. Rolls back if `work` throws. The first statements of `work` are sent
 * without waiting for the transaction to have begun; they are done after it has.
 */
export async function withOrganisationSql<T>(
  database: Database,
  organisationId: string,
  work: (tx: SqlTx) => Promise<T>,
  options: SqlOptions = {},
): Promise<T> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    const [, result] = await together([client.query(begin(organisationId, options)), work(client)]);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    // A connection that could not roll back is thrown away rather than reused in an unknown state.
    client.release(broken);
  }
}

/**
 * Takes the organisation's lock for judging: shared by any number of batches, held until the transaction ends.
 * {@link raiseEpoch} takes it exclusively, so that no batch is judged half under old and half under new rules.
 */
export async function lockForJudging(tx: SqlTx, organisationId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [organisationId]);
}

/**
 * Raises `rules_epoch` under the exclusive lock: call it in the transaction that publishes, waives, changes the
 * catalogue, the collection rule or a device's scope rules. Every device is then re-judged ("older epoch").
 *
 * @param concern what a device must have shown for anything to change; absent: every device is looked at anew
 * @returns the new epoch
 */
export async function raiseEpoch(tx: Tx, organisationId: string, now: Date, concern?: Concern): Promise<bigint> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${organisationId}, 0))`;
  const { rulesEpoch } = await tx.organisation.update({
    where: { id: organisationId },
    data: { rulesEpoch: { increment: 1 }, epochAt: now },
    select: { rulesEpoch: true },
  });
  if (concern) {
    const { domains, packages } = concern;
    const names = { domains: [...domains], packages: [...packages] };
    await tx.epochConcern.create({ data: { organisationId, epoch: rulesEpoch, ...names }, select: { epoch: true } });
  }
  return rulesEpoch;
}

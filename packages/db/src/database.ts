import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

/** One process's way to PostgreSQL: a pool for set-based SQL, and Prisma's typed client on that same pool. */
export interface Database {
  pool: pg.Pool;
  prisma: PrismaClient;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** @defaultValue 10 */
  maxConnections?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** Told about errors of idle connections, which would otherwise end the process. */
  onIdleError?: (error: Error) => void;
}

const IDLE_MILLISECONDS = 600_000;

/**
 * Opens the pool and the client on it. Nothing is connected yet; the first query connects.
 *
 * @param url connection string of the application role
 */
export function openDatabase(url: string, options: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    // Statements are sent as they come and answered in their order: `together` is what makes use of it.
    pipeline: true,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'cordon',
    connectionTimeoutMillis: 10_000,
    // A connection keeps the plans it has made: one that is new takes tenths of a second for its first batch.
    idleTimeoutMillis: IDLE_MILLISECONDS,
    idle_in_transaction_session_timeout: 60_000,
    statement_timeout: 60_000,
  });
  pool.on('error', (error) => options.onIdleError?.(error));
  // A connection that breaks while a transaction holds it tells that too: the next query fails, the process must not.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/**
 * Refuses a role that could look past row-level security: a superuser, one with BYPASSRLS, or an owner of tables.
 *
 * @throws Error that names the fault; the process must not start
 */
export async function assertLeastPrivilege(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ name: string; rolsuper: boolean; rolbypassrls: boolean; owns: boolean }>(
    `SELECT r.rolname AS name, r.rolsuper, r.rolbypassrls,
            EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owns
     FROM pg_roles r WHERE r.rolname = current_user`,
  );
  const role = rows[0];
  if (!role) throw new Error('The database did not say which role DATABASE_URL connects as.');
  const faults = [
    role.rolsuper && 'is a superuser',
    role.rolbypassrls && 'has BYPASSRLS',
    role.owns && 'owns tables',
  ].filter(Boolean);
  if (faults.length > 0) {
    throw new Error(
      `DATABASE_URL connects as "${role.name}", which ${faults.join(' and ')}: organisations would not be kept apart. Use the role cordon_app.`,
    );
  }
}

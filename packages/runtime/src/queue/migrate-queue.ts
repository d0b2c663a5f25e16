import { runMigrations } from 'bullmq';
import pg from 'pg';

/** BullMQ's tables have a schema of their own, apart from Cordon's: its default one (queue-pool.ts). */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * Brings the tables of the PostgreSQL queue backend up to date, as the owner, and lets the application role use them.
 * Part of the migration step; needless where `REDIS_URL` is set, and harmless there.
 *
 * @param ownerUrl connection string of a role that may create schemas
 * @param appRole role that API and worker connect as
 */
export async function migrateQueue(ownerUrl: string, appRole: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
    const role = client.escapeIdentifier(appRole);
    // CREATE: BullMQ makes a sequence for each queue when it is first used.
    await client.query(`GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${role}`);
  } finally {
    await client.end();
  }
}

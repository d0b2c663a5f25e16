import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../packages/db/src/migrate.ts';
import { migrateQueue } from '../../packages/runtime/src/queue/migrate-queue.ts';
import { startTestPostgres } from '../../packages/runtime/src/testing/postgres.ts';

/** Where the test server is, and the password of the role `cordon_app` on it. */
export interface TestServer {
  /** Connection string of the superuser, for the database `postgres`. */
  ownerUrl: string;
  appPassword: string;
  /** Migrated and empty; cloned for each test file. */
  template: string;
}

/** Starts the PostgreSQL that all test files share, with a migrated template database on it. */
export async function startTemplateDatabase(): Promise<{ connection: TestServer; stop(): Promise<void> }> {
  const postgres = await startTestPostgres();
  try {
    const connection = {
      ownerUrl: postgres.ownerUrl,
      appPassword: randomBytes(16).toString('hex'),
      template: 'cordon_template',
    };
    const owner = new pg.Client({ connectionString: postgres.ownerUrl });
    await owner.connect();
    await owner.query(`CREATE DATABASE ${connection.template}`);
    await owner.end();
    const url = new URL(postgres.ownerUrl);
    url.pathname = `/${connection.template}`;
    await migrate({ ownerUrl: url.href, appPassword: connection.appPassword });
    await migrateQueue(url.href, 'cordon_app');
    return { connection, stop: postgres.stop };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';

/**
 * Applies prisma/migrations without Prisma's engine, which would have to be downloaded. The folder layout, the checksums
 * and the table `_prisma_migrations` are Prisma's, so that `prisma migrate deploy` stays usable (docs/adr).
 */

export interface MigrateOptions {
  /** Connection string of the owner: a role that may create roles, tables and extensions. */
  ownerUrl: string;
  /** Password for the login role `cordon_app`; absent: left as it is. */
  appPassword?: string;
  /** Folder with `<timestamp>_<name>/migration.sql`. @defaultValue the nearest `prisma/migrations` above this file */
  directory?: string;
  onProgress?: (migration: string) => void;
}

const LOCK = 72_707_369;

const CREATE_LOG = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/** The nearest `prisma/migrations` in a folder above this file: the same from sources, bundles and the image. */
export function migrationsDirectory(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'prisma', 'migrations');
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new Error('No prisma/migrations above the program: the installation is incomplete.');
  }
}

/**
 * Brings the database up to date: every migration not yet applied, in order, each in a transaction of its own.
 * Several at once wait for each other.
 *
 * @returns names of the migrations applied now
 * @throws Error if an applied migration's file was changed since, or one fails (the database stays at the one before)
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: options.ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query(CREATE_LOG);
    const applied = await applyMissing(client, options);
    if (options.appPassword !== undefined) await setAppPassword(client, options.appPassword);
    return { applied };
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, options: MigrateOptions): Promise<string[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const known = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  for (const migration of await readMigrations(options.directory ?? migrationsDirectory())) {
    const checksum = known.get(migration.name);
    if (checksum === migration.checksum) continue;
    if (checksum !== undefined)
      throw new Error(`Migration ${migration.name} was changed after it had been applied; restore its file.`);
    options.onProgress?.(migration.name);
    await applyOne(client, migration);
    applied.push(migration.name);
  }
  return applied;
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

/** ALTER ROLE takes no parameters; the password is quoted by PostgreSQL itself. */
async function setAppPassword(client: pg.Client, password: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('ALTER ROLE cordon_app PASSWORD %L', $1::text) AS statement`,
    [password],
  );
  if (rows[0]) await client.query(rows[0].statement);
}

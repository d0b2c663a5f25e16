import { z } from 'zod';
import { readEnvironment } from './read-environment.ts';
import { PostgresUrl } from './values.ts';

const MigrationEnvironment = z.object({ DATABASE_MIGRATION_URL: PostgresUrl, DATABASE_URL: PostgresUrl });

/** What the migration step runs with. */
export interface MigrationConfig {
  /** Connection string of a role that may create roles, schemas and extensions. */
  ownerUrl: string;
  /** Role that API and worker connect as, and the password it is given; both from `DATABASE_URL`. */
  appRole: string;
  appPassword?: string;
}

/**
 * Reads what `cordon migrate` needs.
 *
 * @throws ConfigError naming every fault at once
 */
export function loadMigrationConfig(env: NodeJS.ProcessEnv = process.env): MigrationConfig {
  const values = readEnvironment(MigrationEnvironment, env);
  const { username, password } = new URL(values.DATABASE_URL);
  return {
    ownerUrl: values.DATABASE_MIGRATION_URL,
    appRole: decodeURIComponent(username) || 'cordon_app',
    appPassword: password === '' ? undefined : decodeURIComponent(password),
  };
}

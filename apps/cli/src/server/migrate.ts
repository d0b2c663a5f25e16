import { migrate } from '@cordon/db';
import { loadMigrationConfig, migrateQueue } from '@cordon/runtime';
import { type Command, EXIT, readWords } from '../policy/command.ts';

/**
 * `migrate`: brings the database up to date as the owner (DATABASE_MIGRATION_URL) and gives the role of DATABASE_URL its
 * password. Also the queue's tables, which are needed where REDIS_URL is not set and harm nobody where it is.
 */
export const migrateDatabase: Command = async (words, output) => {
  readWords(words, {});
  const { ownerUrl, appRole, appPassword } = loadMigrationConfig();
  const { applied } = await migrate({ ownerUrl, appPassword, onProgress: (name) => output.out(`applying ${name}`) });
  await migrateQueue(ownerUrl, appRole);
  output.out(applied.length === 0 ? 'The database is up to date.' : `${applied.length} migrations were applied.`);
  return EXIT.ok;
};

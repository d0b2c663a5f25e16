import { type Database, openDatabase } from '@cordon/db';
import {
  type Clock,
  type CommandConfig,
  createSecretBox,
  loadCommandConfig,
  type SecretBox,
  systemClock,
} from '@cordon/runtime';

/** What commands on a server's database use. */
export interface CommandDeps {
  config: CommandConfig;
  clock: Clock;
  database: Database;
  secretBox: SecretBox;
}

/**
 * Opens the database of the server that the environment or `--data` names, for the time of one command.
 *
 * @throws ConfigError if there is none
 */
export async function withCommandDeps<T>(
  dataDir: string | undefined,
  work: (deps: CommandDeps) => Promise<T>,
): Promise<T> {
  const config = await loadCommandConfig(dataDir);
  const database = openDatabase(config.databaseUrl, { applicationName: 'cordon-cli', maxConnections: 2 });
  try {
    return await work({ config, clock: systemClock, database, secretBox: createSecretBox(config.secretKey) });
  } finally {
    await database.close();
  }
}

import { type Database, openDatabase } from '@cordon/db';
import {
  type Clock,
  createPasswordHasher,
  createSecretBox,
  type PasswordHasher,
  type SecretBox,
  systemClock,
} from '@cordon/runtime';

/** What the first start uses to make the organisation. */
export interface FirstRunDeps {
  clock: Clock;
  database: Database;
  secretBox: SecretBox;
  passwords: PasswordHasher;
}

/** Opens them for the time of `work`. */
export async function withFirstRunDeps<T>(
  databaseUrl: string,
  secretKey: string,
  work: (deps: FirstRunDeps) => Promise<T>,
): Promise<T> {
  const database = openDatabase(databaseUrl, { applicationName: 'cordon-embedded', maxConnections: 2 });
  try {
    const secretBox = createSecretBox(Buffer.from(secretKey, 'hex'));
    return await work({ clock: systemClock, database, secretBox, passwords: createPasswordHasher() });
  } finally {
    await database.close();
  }
}

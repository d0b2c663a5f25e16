import type { Catalogue } from '@cordon/policy';
import type { Clock, Config, Logger, Queues, SecretBox } from '@cordon/runtime';
import type { Database } from '@cordon/db';

/** Everything a feature may use. Features take what they need of it (`Pick<Deps, …>`); only deps.ts constructs. */
export interface Deps {
  config: Config;
  logger: Logger;
  clock: Clock;
  database: Database;
  queues: Queues;
  secretBox: SecretBox;
  catalogue: Catalogue;
  /** Whether rules with `asns` can be judged here. */
  hasAsnDatabase: boolean;
  /** ISO date of the IP database. */
  placeDatabaseDate?: string;
}

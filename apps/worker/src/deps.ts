import { type Database, openDatabase } from '@cordon/db';
import { createOrganisationCatalogues, createRulesCache, type JudgeDeps } from '@cordon/judge';
import { baseCatalogue } from '@cordon/policy';
import {
  type Config,
  createLogger,
  createSecretBox,
  type Logger,
  openPlaceDatabase,
  openQueues,
  type Queues,
  type SecretBox,
  systemClock,
} from '@cordon/runtime';
import { openMailChannel } from './channels/email.ts';
import type { MailChannel } from './channels/mail-message.ts';
import { createWorkerMetrics, type WorkerMetrics } from './metrics.ts';
import { createThroughput, type Throughput } from './throughput.ts';

/** Everything a job may use. */
export interface WorkerDeps extends JudgeDeps {
  config: Config;
  logger: Logger;
  database: Database;
  queues: Queues;
  secretBox: SecretBox;
  mail: MailChannel;
  metrics: WorkerMetrics;
  throughput: Throughput;
}

/** Opens what the process needs. Nothing is connected yet: a database that is away shows at the first query. */
export async function createDeps(config: Config): Promise<WorkerDeps> {
  const logger = createLogger({ name: 'worker', level: config.logLevel });
  const places = await openPlaceDatabase(config.placeDatabase);
  const onIdleError = (error: Error) => logger.warn({ err: error }, 'idle database connection failed');
  const queues = openQueues({ databaseUrl: config.databaseUrl, redisUrl: config.redisUrl, logger });
  const database = openDatabase(config.databaseUrl, { applicationName: 'cordon-worker', onIdleError });
  const catalogue = baseCatalogue();
  return {
    config,
    logger,
    clock: systemClock,
    database,
    queues,
    secretBox: createSecretBox(config.secretKey),
    catalogue,
    placeOf: places.placeOf,
    placeDatabaseDate: places.databaseDate,
    hasAsnDatabase: places.hasAsn,
    catalogues: createOrganisationCatalogues(catalogue),
    rules: createRulesCache(),
    publicUrl: config.publicUrl,
    mail: openMailChannel(config),
    metrics: createWorkerMetrics(queues),
    throughput: createThroughput(database),
  };
}

/** Closes what {@link createDeps} opened, last what the rest stands on. */
export async function closeDeps(deps: WorkerDeps): Promise<void> {
  deps.mail.close();
  await deps.queues.close();
  await deps.database.close();
}

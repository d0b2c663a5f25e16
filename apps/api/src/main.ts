import { assertLeastPrivilege, makeReportPartitions } from '@cordon/db';
import {
  isPlaceDatabaseOld,
  loadConfig,
  type ShutdownStep,
  stopInOrder,
  tendMemory,
  watchParent,
} from '@cordon/runtime';
import { buildApp } from './app.ts';
import { closeDeps, createDeps, type Deps } from './deps.ts';
import { listenForMetrics } from './plugins/metrics.ts';

const PARTITIONS_EVERY_MS = 86_400_000;

/** The HTTP process: starts, listens, and stops cleanly on a signal or when the process that started it is gone. */
async function main(): Promise<void> {
  tendMemory();
  const parentGone = watchParent();
  const deps = await createDeps(loadConfig());
  try {
    await assertLeastPrivilege(deps.database);
    const steps = [await keepPartitionsAhead(deps), ...(await listen(deps))];
    stopInOrder([...steps, { name: 'connections', stop: () => closeDeps(deps) }], { logger: deps.logger, parentGone });
  } catch (error) {
    deps.logger.fatal({ err: error }, 'the API could not start');
    process.stderr.write(`The API could not start: ${(error as Error).message}\n`);
    await closeDeps(deps).catch(() => undefined);
    process.exit(1);
  }
}

/** Listens for requests and, if configured, for Prometheus. Requests under way are answered before it stops. */
async function listen(deps: Deps): Promise<ShutdownStep[]> {
  const { config, logger } = deps;
  const app = await buildApp(deps);
  const steps: ShutdownStep[] = [{ name: 'requests', stop: () => app.close() }];
  if (config.metricsPort !== undefined) {
    const server = await listenForMetrics(deps.metrics, config.metricsHost, config.metricsPort);
    steps.push({ name: 'metrics', stop: async () => void server.close() });
  }
  const address = await app.listen({ host: config.host, port: config.port });
  logger.info({ url: address }, 'the API listens');
  warnOfOldPlaces(deps);
  process.send?.({ type: 'ready', address });
  return steps;
}

/** Verdicts on where data went are no better than the IP database. */
function warnOfOldPlaces({ logger, placeDatabaseDate, clock }: Deps): void {
  if (!isPlaceDatabaseOld(placeDatabaseDate, clock.now())) return;
  logger.warn({ placeDatabaseDate }, 'the IP database is more than 90 days old; set GEOIP_COUNTRY_DB to a newer one');
}

/** Partitions for the coming months, made at start and daily. */
async function keepPartitionsAhead({ database, clock, logger }: Deps): Promise<ShutdownStep> {
  await makeReportPartitions(database, clock.now());
  const timer = setInterval(() => {
    makeReportPartitions(database, clock.now()).catch((error: unknown) => {
      logger.error({ err: error }, 'partitions for the coming months could not be made');
    });
  }, PARTITIONS_EVERY_MS);
  return { name: 'partitions', stop: async () => clearInterval(timer) };
}

await main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});

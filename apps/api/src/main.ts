import { assertLeastPrivilege, makeReportPartitions } from '@cordon/db';
import { loadConfig } from '@cordon/runtime';
import { buildApp } from './app.ts';
import { closeDeps, createDeps, type Deps } from './deps.ts';
import { listenForMetrics } from './plugins/metrics.ts';

/** The HTTP process: starts, listens, and stops cleanly on a signal or when the process that started it is gone. */

const PARTITIONS_EVERY_MS = 86_400_000;
/** Requests under way get this long; then the process ends anyway. */
const STOP_MS = 15_000;

async function main(): Promise<void> {
  const deps = await createDeps(loadConfig());
  try {
    await start(deps);
  } catch (error) {
    deps.logger.fatal({ err: error }, 'the API could not start');
    process.stderr.write(`The API could not start: ${(error as Error).message}\n`);
    process.exitCode = 1;
    await closeDeps(deps).catch(() => undefined);
  }
}

async function start(deps: Deps): Promise<void> {
  const { config, logger } = deps;
  await assertLeastPrivilege(deps.database);
  const stopPartitions = await keepPartitionsAhead(deps);
  const app = await buildApp(deps);
  const metrics = config.metricsPort && (await listenForMetrics(deps.metrics, config.metricsHost, config.metricsPort));
  const address = await app.listen({ host: config.host, port: config.port });
  logger.info({ address }, 'the API listens');
  process.send?.({ type: 'ready', address });
  onStop(async () => {
    stopPartitions();
    await app.close();
    if (metrics) metrics.close();
    await closeDeps(deps);
    logger.info('the API has stopped');
  });
}

/** Partitions for the coming months, made at start and daily. @returns a function that stops it */
async function keepPartitionsAhead({ database, clock, logger }: Deps): Promise<() => void> {
  await makeReportPartitions(database, clock.now());
  const timer = setInterval(() => {
    makeReportPartitions(database, clock.now()).catch((error: unknown) =>
      logger.error({ err: error }, 'no partitions'),
    );
  }, PARTITIONS_EVERY_MS);
  return () => clearInterval(timer);
}

function onStop(stop: () => Promise<void>): void {
  let isStopping = false;
  const once = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', once);
  process.on('SIGINT', once);
  process.on('disconnect', once);
}

await main();

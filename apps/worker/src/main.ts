import { assertLeastPrivilege } from '@cordon/db';
import { loadConfig, stopInOrder, tendMemory, watchParent } from '@cordon/runtime';
import { closeDeps, createDeps } from './deps.ts';
import { startWorker } from './start-worker.ts';

/** The job process: starts, works, and stops cleanly on a signal or when the process that started it is gone. */
async function main(): Promise<void> {
  tendMemory();
  const parentGone = watchParent();
  const deps = await createDeps(loadConfig());
  try {
    await assertLeastPrivilege(deps.database);
    const steps = await startWorker(deps);
    stopInOrder([...steps, { name: 'connections', stop: () => closeDeps(deps) }], { logger: deps.logger, parentGone });
    deps.logger.info('the worker works');
    process.send?.({ type: 'ready' });
  } catch (error) {
    deps.logger.fatal({ err: error }, 'the worker could not start');
    process.stderr.write(`The worker could not start: ${(error as Error).message}\n`);
    await closeDeps(deps).catch(() => undefined);
    process.exit(1);
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
});

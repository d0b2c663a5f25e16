import { ensureDatabase, migrate, readInstallation } from '@cordon/db';
import {
  type EmbeddedConfig,
  findNpmAncestors,
  migrateQueue,
  type ShutdownStep,
  startEmbeddedPostgres,
  stopInOrder,
  systemClock,
  watchParent,
} from '@cordon/runtime';
import { checkPort, isLoopback } from './addresses.ts';
import { startChildServer } from './child-server.ts';
import { type DataDirectory, openDataDirectory, writeRuntimeFile } from './data-directory.ts';
import { isDemonstrationComplete, runDemonstration } from './demonstration/run-demonstration.ts';
import { withFirstRunDeps } from './deps.ts';
import { type FirstRun, finishFirstRun, prepareFirstRun } from './first-run.ts';
import { say, sayFault } from './say.ts';
import { serverEnvironment } from './server-environment.ts';

const STOP_DEADLINE_MS = 60_000;

/**
 * Starts everything in order: database, migrations, API, worker; on the first start also the organisation and the
 * demonstration. Returns when it is ready; a signal, or the end of npm above us, stops it in the reverse order.
 *
 * @throws Error in one line; nothing is left running
 */
export async function launch(config: EmbeddedConfig): Promise<void> {
  const started: ShutdownStep[] = [];
  const parentGone = watchParent(await findNpmAncestors());
  const stop = stopInOrder(started, { deadlineMs: STOP_DEADLINE_MS, parentGone, onStop: () => say('\nStopping') });
  const began = (name: string, end: () => Promise<void>) => started.unshift({ name, stop: end });
  try {
    await start(config, began, (error) => {
      sayFault(error.message);
      stop(1).catch(() => process.exit(1));
    });
  } catch (error) {
    sayFault((error as Error).message);
    await stop(1);
  }
}

type Began = (name: string, end: () => Promise<void>) => void;

async function start(config: EmbeddedConfig, began: Began, onLost: (error: Error) => void): Promise<void> {
  await checkPort(config.host, config.port);
  say('Starting PostgreSQL');
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress: say });
  began('PostgreSQL', postgres.stop);
  const directory = await openDataDirectory(config.dataDir);
  const ownerUrl = await ensureDatabase(postgres.ownerUrl, 'cordon');
  await migrateAll(ownerUrl, directory);
  const environment = serverEnvironment(config, directory, ownerUrl);
  const firstRun = await makeFirstRun(config, directory, ownerUrl, environment);
  began('runtime file', await writeRuntimeFile(directory.path, environment));
  const common = { dataDir: directory.path, onLost };
  say('Starting the worker');
  const { METRICS_PORT: _api, ...forWorker } = environment;
  const worker = await startChildServer({ ...common, name: 'worker', environment: forWorker });
  began('worker', worker.stop);
  say('Starting the API');
  const api = await startChildServer({ ...common, name: 'api', environment });
  began('API', api.stop);
  if (firstRun) await finish(config, directory, firstRun);
  sayReady(environment.PUBLIC_URL, directory, firstRun);
}

async function migrateAll(ownerUrl: string, directory: DataDirectory): Promise<void> {
  say('Bringing the database up to date');
  const onProgress = (name: string) => say(`  ${name}`);
  await migrate({ ownerUrl, appPassword: directory.appPassword, onProgress });
  await migrateQueue(ownerUrl, 'cordon_app');
}

/** @throws Error in one line if others than this machine could sign in with a password that stands in a file */
async function makeFirstRun(
  config: EmbeddedConfig,
  directory: DataDirectory,
  ownerUrl: string,
  environment: { DATABASE_URL: string; PUBLIC_URL: string },
): Promise<FirstRun | undefined> {
  const installation = await readInstallation(ownerUrl);
  const isPrinted = installation.hasPrintedPassword || !installation.organisationId;
  if (isPrinted && !isLoopback(config.host)) {
    throw new Error(
      `Refused to listen on ${config.host}: the printed password is unchanged. Start on 127.0.0.1, change it, then use --host.`,
    );
  }
  const organisationName = config.isEmpty ? 'My organisation' : 'Demonstration Command';
  const input = { directory, installation, url: environment.PUBLIC_URL, organisationName };
  return withFirstRunDeps(environment.DATABASE_URL, directory.secretKey, (deps) => prepareFirstRun(deps, input));
}

async function finish(config: EmbeddedConfig, directory: DataDirectory, firstRun: FirstRun): Promise<void> {
  if (!config.isEmpty && !isDemonstrationComplete(directory.path)) {
    say('Filling in the demonstration');
    const { lines } = await runDemonstration({
      url: firstRun.url,
      apiToken: firstRun.apiToken,
      dataDirectory: directory.path,
      clock: systemClock,
      onProgress: (line) => say(`  ${line}`),
    });
    for (const line of ['', ...lines]) say(line);
  }
  await finishFirstRun(directory, firstRun);
}

function sayReady(url: string, directory: DataDirectory, firstRun: FirstRun | undefined): void {
  say('');
  say(`Cordon is ready at ${url}`);
  if (firstRun) {
    say(`  sign in    ${firstRun.adminUrl}`);
    say(`  e-mail     ${firstRun.adminEmail}`);
    say(`  password   ${firstRun.adminPassword}`);
    say(`  and tokens for the API and for handsets are in ${directory.firstRun}`);
  } else {
    say(`  sign in    ${url}/sign-in`);
    say('  with the password of the first start, or the one you have changed it to');
  }
  say(`  mail       ${directory.mail}`);
  say('Stop it with Ctrl-C.');
}

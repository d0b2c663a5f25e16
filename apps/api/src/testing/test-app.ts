import { createOrganisation, type Database, makeReportPartitions, openDatabase } from '@cordon/db';
import { baseCatalogue, type PlaceOf } from '@cordon/policy';
import {
  type Config,
  createLogger,
  createSecretBox,
  createTestClock,
  type Queues,
  type TestClock,
} from '@cordon/runtime';
import { createTestDatabase } from '../../../../tests/support/test-database.ts';
import { type App, buildApp } from '../app.ts';
import { completeDeps, type Deps } from '../deps.ts';
import { createRecordingQueues, type RecordedJob } from './recording-queues.ts';
import { testConfig } from './test-config.ts';

/** The whole application on a database of its own, with one organisation, driven by `app.inject()`. */
export interface TestApp {
  app: App;
  deps: Deps;
  clock: TestClock;
  database: Database;
  /** Connection string of the database's superuser, to look past row-level security. */
  ownerUrl: string;
  organisationId: string;
  organisation: TestOrganisation;
  /** Jobs enqueued so far, where no other queues were given. */
  jobs: RecordedJob[];
  /** Makes another organisation on the same server. */
  addOrganisation(name: string): Promise<TestOrganisation>;
  close(): Promise<void>;
}

export interface TestOrganisation {
  id: string;
  rootUnitId: string;
  ownerId: string;
}

export interface TestAppOptions {
  /** @defaultValue a recording fake */
  queues?: Queues;
  config?: Partial<Config>;
  /** @defaultValue no address is known */
  placeOf?: PlaceOf;
  /** @defaultValue 2014-10-22T00:00:00Z */
  now?: string;
}

const SECRET_KEY = new Uint8Array(32).fill(7);

/** Starts it; call `close()` in `afterAll`. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const testDatabase = await createTestDatabase();
  const clock = createTestClock(options.now ?? '2014-10-22T00:00:00Z');
  const database = openDatabase(testDatabase.appUrl, { applicationName: 'test-api' });
  const secretBox = createSecretBox(SECRET_KEY);
  const jobs: RecordedJob[] = [];
  const deps = completeDeps({
    config: testConfig({ databaseUrl: testDatabase.appUrl, secretKey: SECRET_KEY, ...options.config }),
    logger: createLogger({ name: 'test', level: 'silent' }),
    clock,
    database,
    queues: options.queues ?? createRecordingQueues(jobs),
    secretBox,
    catalogue: baseCatalogue(),
    placeOf: options.placeOf ?? (() => ({})),
    hasAsnDatabase: false,
  });
  await makeReportPartitions(database, clock.now());
  const addOrganisation = async (name: string): Promise<TestOrganisation> => {
    const created = await createOrganisation(database, {
      name,
      ownerEmail: `owner@${name.toLowerCase().replaceAll(/\W+/g, '-')}.example`,
      ownerName: 'Owner',
      now: clock.now(),
      secretBox,
      ownerPasswordHash: 'none',
    });
    return { id: created.organisationId, rootUnitId: created.rootUnitId, ownerId: created.ownerId };
  };
  const organisation = await addOrganisation('Test Command');
  const app = await buildApp(deps);
  const close = async () => {
    await app.close();
    await deps.securityLog.close();
    await database.close();
    await testDatabase.drop();
  };
  const { ownerUrl } = testDatabase;
  return {
    app,
    deps,
    clock,
    database,
    ownerUrl,
    organisationId: organisation.id,
    organisation,
    jobs,
    addOrganisation,
    close,
  };
}

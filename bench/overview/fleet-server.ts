import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrganisation, type Database, migrate, openDatabase } from '@cordon/db';
import { baseCatalogue } from '@cordon/policy';
import {
  createLogger,
  createSecretBox,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
  systemClock,
} from '@cordon/runtime';
import pg from 'pg';
import { type App, buildApp } from '../../apps/api/src/app.ts';
import { completeDeps } from '../../apps/api/src/deps.ts';
import { createRecordingQueues } from '../../apps/api/src/testing/recording-queues.ts';
import { testConfig } from '../../apps/api/src/testing/test-config.ts';
import { loadFleet } from './load-fleet.ts';

/** The API on a loaded fleet. */
export interface FleetServer {
  app: App;
  database: Database;
  ownerUrl: string;
  organisationId: string;
  rootUnitId: string;
  close(): Promise<void>;
}

/** Nothing here has to survive a power cut; what reading depends on is as the product sets it. */
const FAST_LOADING = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '8GB' };

/** A database with a fleet in it. */
export interface FleetDatabase {
  ownerUrl: string;
  appUrl: string;
  secretKey: Uint8Array;
  organisationId: string;
  rootUnitId: string;
  stop(): Promise<void>;
}

/** E-mail address of the loaded organisation's owner. */
export const OWNER_EMAIL = 'owner@example.org';

/**
 * Starts a PostgreSQL in a temporary folder and fills it.
 *
 * @param ownerPasswordHash of the organisation's owner; by default nobody can sign in
 */
export async function openFleetDatabase(
  devices: number,
  say: (text: string) => void,
  ownerPasswordHash = 'none',
): Promise<FleetDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, settings: FAST_LOADING });
  const stop = async () => {
    await postgres.stop();
    await removeEmbeddedPostgres(dataDir);
  };
  try {
    const urls = await createDatabase(postgres.ownerUrl);
    const database = openDatabase(urls.app);
    const secretKey = new Uint8Array(randomBytes(32));
    const ids = await createOrganisation(database, {
      name: 'Bench Command',
      ownerEmail: OWNER_EMAIL,
      ownerName: 'Owner',
      ownerPasswordHash,
      now: systemClock.now(),
      secretBox: createSecretBox(secretKey),
    });
    await database.close();
    await loadFleet(urls.owner, ids, devices, say);
    return { ownerUrl: urls.owner, appUrl: urls.app, secretKey, ...ids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Fills a database and builds the API on it. */
export async function startFleetServer(devices: number, say: (text: string) => void): Promise<FleetServer> {
  const fleet = await openFleetDatabase(devices, say);
  const database = openDatabase(fleet.appUrl);
  const deps = completeDeps({
    config: testConfig({ databaseUrl: fleet.appUrl, secretKey: fleet.secretKey }),
    logger: createLogger({ name: 'bench', level: 'silent' }),
    clock: systemClock,
    database,
    queues: createRecordingQueues([]),
    secretBox: createSecretBox(fleet.secretKey),
    catalogue: baseCatalogue(),
    placeOf: () => ({}),
    hasAsnDatabase: false,
  });
  const { ownerUrl, organisationId, rootUnitId } = fleet;
  try {
    const app = await buildApp(deps);
    const close = async () => {
      await app.close();
      await deps.securityLog.close();
      await database.close();
      await fleet.stop();
    };
    return { app, database, ownerUrl, organisationId, rootUnitId, close };
  } catch (error) {
    await database.close();
    await fleet.stop();
    throw error;
  }
}

async function createDatabase(ownerUrl: string): Promise<{ owner: string; app: string }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('CREATE DATABASE cordon');
  await client.end();
  const appPassword = randomBytes(16).toString('hex');
  const owner = new URL(ownerUrl);
  owner.pathname = '/cordon';
  await migrate({ ownerUrl: owner.href, appPassword });
  const app = new URL(owner);
  app.username = 'cordon_app';
  app.password = appPassword;
  return { owner: owner.href, app: app.href };
}

import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../../packages/db/src/migrate.ts';
import { findFreePort } from '../../../packages/runtime/src/embedded/free-port.ts';
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../packages/runtime/src/embedded/start-postgres.ts';
import { migrateQueue } from '../../../packages/runtime/src/queue/migrate-queue.ts';
import type { RigServer } from './server.ts';

/** A PostgreSQL of its own, with a migrated database on it. */
export interface RigPostgres extends RigServer {
  /** Connection string of the superuser for the migrated database. */
  ownerUrl: string;
  /** The same of `cordon_app`, which API and worker run as. */
  appUrl: string;
  /** Folder that holds the cluster. */
  dataDir: string;
  /** Whether the server runs; it ends by itself when it cannot write its log. */
  isRunning(): boolean;
}

export interface RigPostgresOptions {
  /** @defaultValue a temporary one */
  dataDir?: string;
  /** Beside production's: nothing here turns durability off. */
  settings?: Readonly<Record<string, string>>;
}

/** Starts PostgreSQL with production's settings (fsync on) and migrates a database on it. */
export async function startRigPostgres(options: RigPostgresOptions = {}): Promise<RigPostgres> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'cordon-rig-')));
  await chmod(dataDir, 0o711);
  const port = await findFreePort();
  const launch = () => startEmbeddedPostgres({ dataDir, port, settings: options.settings });
  let isRunning = true;
  const watch = (started: EmbeddedPostgres) => {
    isRunning = true;
    void started.ended.then(() => {
      isRunning = false;
    });
    return started;
  };
  let server = watch(await launch());
  const appPassword = randomBytes(16).toString('hex');
  const ownerUrl = await createDatabase(server.ownerUrl, appPassword);
  const app = new URL(ownerUrl);
  app.username = 'cordon_app';
  app.password = appPassword;
  return {
    ownerUrl,
    appUrl: app.href,
    dataDir,
    pid: () => server.pid,
    isRunning: () => isRunning,
    start: async () => {
      // Gives the data directory back, should it have ended by itself.
      await server.stop();
      server = watch(await launch());
    },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      // Gives the data directory back; the server itself is gone.
      await server.stop();
    },
    stop: () => server.stop(),
    remove: async () => {
      await server.stop();
      await removeEmbeddedPostgres(dataDir);
    },
  };
}

async function createDatabase(serverUrl: string, appPassword: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query('CREATE DATABASE cordon');
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = '/cordon';
  await migrate({ ownerUrl: url.href, appPassword });
  await migrateQueue(url.href, 'cordon_app');
  return url.href;
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createApiToken, createOrganisation, openDatabase, withOrganisation } from '@cordon/db';
import { createSecretBox } from '@cordon/runtime';
import { findFreePort } from '../../packages/runtime/src/embedded/free-port.ts';
import { createTestDatabase } from '../support/test-database.ts';
import { until } from './until.ts';

const root = join(import.meta.dirname, '../..');

/** API and worker as they run in production: two processes of their bundles, on a database of their own. */
export interface RunningCordon {
  url: string;
  organisationId: string;
  /** Of an administrator. */
  apiToken: string;
  /** Where mail is written, as `.eml` files. */
  mailDirectory: string;
  /** For the demonstration's handsets; empty at first. */
  dataDirectory: string;
  stop(): Promise<void>;
}

/** Starts it. `redisUrl` absent: the queue is in PostgreSQL. */
export async function startCordon(redisUrl?: string): Promise<RunningCordon> {
  await promisify(execFile)(process.execPath, ['scripts/setup.mjs'], {
    cwd: root,
    timeout: 240_000,
  });
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'cordon-e2e-'));
  const secretKey = Buffer.alloc(32, 5);
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const mailDirectory = join(folder, 'mail');
  const organisation = await makeOrganisation(database.appUrl, secretKey);
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    DATABASE_URL: database.appUrl,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    MAIL_DIR: mailDirectory,
    MAIL_FROM: 'Cordon <cordon@cordon.example>',
    PUBLIC_URL: url,
    PORT: new URL(url).port,
    CORDON_SECRET_KEY: secretKey.toString('hex'),
    LOG_LEVEL: 'warn',
  };
  const processes = ['api', 'worker'].map((name) => startProcess(name, env));
  const stop = async () => {
    await Promise.all(processes.map(stopProcess));
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(async () => (await fetch(`${url}/health/ready`)).ok, 'the API is ready', 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, ...organisation, mailDirectory, dataDirectory: join(folder, 'data'), stop };
}

/** As the first start does: an organisation with its owner, and a token for automated use. */
async function makeOrganisation(databaseUrl: string, secretKey: Uint8Array) {
  const database = openDatabase(databaseUrl, { applicationName: 'test-e2e' });
  const now = new Date();
  try {
    const { organisationId, rootUnitId } = await createOrganisation(database, {
      name: 'Air Force',
      ownerEmail: 'owner@cordon.example',
      ownerName: 'Owner',
      ownerPasswordHash: 'none',
      now,
      secretBox: createSecretBox(secretKey),
    });
    const { token } = await withOrganisation(database, organisationId, (tx) =>
      createApiToken(tx, {
        organisationId,
        name: 'e2e',
        role: 'administrator',
        unitId: rootUnitId,
        now,
        expiresAt: new Date(now.getTime() + 3_600_000),
      }),
    );
    return { organisationId, apiToken: token };
  } finally {
    await database.close();
  }
}

function startProcess(name: string, env: NodeJS.ProcessEnv): ChildProcess {
  const bundle = join(root, 'apps', name, 'dist/main.mjs');
  return spawn(process.execPath, ['--enable-source-maps', bundle], { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}

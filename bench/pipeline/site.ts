import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PolicyDocument } from '@cordon/policy';
import pg from 'pg';
import { findFreePort } from '../../packages/runtime/src/embedded/free-port.ts';
import { type AppProcess, runApp } from '../../tests/support/rig/app-process.ts';
import { fillFleet, type RigFleet } from '../../tests/support/rig/fill-fleet.ts';
import { type RigPostgres, startRigPostgres } from '../../tests/support/rig/postgres-server.ts';
import { type RigRedis, startRigRedis } from '../../tests/support/rig/redis-server.ts';
import { cpuMicrosOf, cpuMicrosOfTree } from './cpu.ts';
import { AUDIENCE, benchPolicies } from './workload.ts';

/** Servers, a fleet, and the production bundles of API and worker, each a process. */
export interface Site {
  queue: 'redis' | 'postgres';
  folder: string;
  postgres: RigPostgres;
  redis: RigRedis | undefined;
  owner: pg.Pool;
  fleet: RigFleet;
  env: Record<string, string>;
  port: number;
  api: AppProcess;
  worker: AppProcess;
  /** Next unused sequence number, the same of every device. */
  nextSeq: number;
  close(): Promise<void>;
}

export interface SiteOptions {
  queue: 'redis' | 'postgres';
  devices: number;
  policies?: readonly PolicyDocument[];
  /** Fills the database further before API and worker start. */
  prepare?: (site: Pick<Site, 'owner' | 'fleet'>) => Promise<void>;
}

/** What a server of this size is given; the commit times are read to measure how late a verdict was stored. */
const SETTINGS = { shared_buffers: '512MB', max_wal_size: '4GB', track_commit_timestamp: 'on' };

/** Starts PostgreSQL with durability on, the queue, API and worker. */
export async function openSite(options: SiteOptions): Promise<Site> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const postgres = await startRigPostgres({ settings: SETTINGS });
    closing.push(() => postgres.remove());
    const redis = options.queue === 'redis' ? await startRigRedis() : undefined;
    if (redis) closing.push(() => redis.remove());
    const owner = new pg.Pool({ connectionString: postgres.ownerUrl, max: 2 });
    closing.push(() => owner.end());
    const { devices, policies = benchPolicies() } = options;
    const now = new Date(Date.now() - 86_400_000);
    const fleet = await fillFleet(owner, { devices, devicesPerPerson: 2, policies, now });
    await options.prepare?.({ owner, fleet });
    await owner.query('VACUUM ANALYZE');
    const port = await findFreePort();
    const env = environment(postgres.appUrl, redis?.url, folder);
    const api = runApp(resolve('apps/api/dist/main.mjs'), { ...env, PORT: String(port) });
    closing.push(() => api.stop());
    const worker = runApp(resolve('apps/worker/dist/main.mjs'), env);
    closing.push(() => worker.stop());
    await Promise.all([api.ready(), worker.ready()]);
    const { queue } = options;
    return { queue, folder, postgres, redis, owner, fleet, env, port, api, worker, nextSeq: 1, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(databaseUrl: string, redisUrl: string | undefined, folder: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    MAIL_DIR: join(folder, 'mail'),
    MAIL_FROM: 'cordon@example.org',
    PUBLIC_URL: AUDIENCE,
    CORDON_SECRET_KEY: randomBytes(32).toString('hex'),
    // The whole fleet reports from one address here, and each device many times a minute.
    RATE_LIMIT_BY_ADDRESS: '100000/100000',
    RATE_LIMIT_BY_DEVICE: '1000/1000',
    LOG_LEVEL: 'warn',
  };
}

/** CPU microseconds of each process so far; PostgreSQL with its connections. */
export function cpuOf(site: Site): Record<'api' | 'worker' | 'postgres' | 'redis', number> {
  return {
    api: cpuMicrosOf(site.api.pid()),
    worker: cpuMicrosOf(site.worker.pid()),
    postgres: cpuMicrosOfTree(site.postgres.pid()),
    redis: site.redis ? cpuMicrosOf(site.redis.pid()) : 0,
  };
}

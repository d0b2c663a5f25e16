import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { copyPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { findBarrier, type ServerAccount } from './server-account.ts';

const run = promisify(execFile);

/** Where root keeps what an unprivileged server must reach, if the data directory lies behind a closed folder. */
const FALLBACK = '/var/lib/cordon';

/** A database cluster on disk and what runs it. */
export interface Cluster {
  folder: string;
  binaries: PostgresBinaries;
  /** Password of the superuser `postgres`. */
  password: string;
  account: ServerAccount | undefined;
}

export interface ClusterOptions {
  dataDir: string;
  binaries: PostgresBinaries;
  account: ServerAccount | undefined;
  onProgress: (message: string) => void;
}

/** Finds the data directory's cluster, or makes it: `<dataDir>/postgres`, its password in `<dataDir>/postgres-password`. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const password = await readOrWrite(join(options.dataDir, 'postgres-password'), () => randomBytes(24).toString('hex'));
  const place = await choosePlace(options);
  const cluster = { ...place, password, account: options.account };
  const isThere = await stat(join(cluster.folder, 'PG_VERSION')).catch(() => undefined);
  if (!isThere) await initialise(cluster, options.onProgress);
  return cluster;
}

async function choosePlace(options: ClusterOptions): Promise<{ folder: string; binaries: PostgresBinaries }> {
  const { account, binaries, dataDir } = options;
  const here = { folder: join(dataDir, 'postgres'), binaries };
  if (!account) return here;
  const barrier = (await findBarrier(dataDir, account)) ?? (await findBarrier(join(binaries.folder, 'bin'), account));
  if (!barrier) return here;
  await mkdir(FALLBACK, { recursive: true, mode: 0o755 });
  // By a random name kept in the data directory: whoever deletes that starts afresh, with another name.
  const name = await readOrWrite(join(dataDir, 'postgres-location'), () => randomBytes(8).toString('hex'));
  const folder = join(FALLBACK, name);
  options.onProgress(
    `The account "postgres" cannot pass ${barrier}: keeping the database in ${folder} and its program in ${FALLBACK}`,
  );
  return { folder, binaries: await copyPostgresBinaries(binaries, FALLBACK) };
}

async function readOrWrite(file: string, make: () => string): Promise<string> {
  const present = await readFile(file, 'utf8').catch(() => undefined);
  if (present) return present.trim();
  const value = make();
  await writeFile(file, `${value}\n`, { mode: 0o600 });
  return value;
}

/** Runs initdb beside the place and renames: an interrupted first start leaves no half cluster. */
async function initialise(cluster: Cluster, onProgress: (message: string) => void): Promise<void> {
  onProgress('Creating the database cluster');
  const fresh = `${cluster.folder}.new`;
  const passwordFile = `${cluster.folder}.pwfile`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(dirname(fresh), { recursive: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
  try {
    if (cluster.account) {
      await chown(fresh, cluster.account.uid, cluster.account.gid);
      await chown(passwordFile, cluster.account.uid, cluster.account.gid);
    }
    await runInitdb(cluster, fresh, passwordFile);
    await rename(fresh, cluster.folder);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function runInitdb(cluster: Cluster, folder: string, passwordFile: string): Promise<void> {
  const initdb = join(cluster.binaries.folder, 'bin', 'initdb');
  const settings = [
    `--pgdata=${folder}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // Built into PostgreSQL 17 and later: the same order and case folding on every machine.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    await run(initdb, settings, { ...cluster.account, cwd: '/', env: { LC_ALL: 'C' }, timeout: 120_000 });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error).trim();
    throw new Error(`The database cluster could not be created in ${folder}: ${said.split('\n').slice(-3).join(' ')}`);
  }
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError, readEnvironment } from './read-environment.ts';
import { PostgresUrl, PublicOrigin, SecretKey } from './values.ts';

const CommandEnvironment = z.object({
  DATABASE_URL: PostgresUrl,
  CORDON_SECRET_KEY: SecretKey,
  PUBLIC_URL: PublicOrigin,
  AUDIT_CHECKPOINT_DIR: z.string().min(1),
});

/** What commands that work on a server's database run with. */
export interface CommandConfig {
  /** Connection string of the role `cordon_app`. */
  databaseUrl: string;
  secretKey: Uint8Array;
  publicUrl: string;
  auditCheckpointDir: string;
}

/**
 * Reads what a command needs: from the environment if DATABASE_URL is set, else from the `runtime.json` that a running
 * embedded server keeps in its data directory under the same names.
 *
 * @param dataDir data directory of the embedded server. @defaultValue CORDON_DATA, else the nearest `.cordon` upwards
 * @throws ConfigError naming every fault at once
 */
export async function loadCommandConfig(
  dataDir: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandConfig> {
  const isEmbedded = dataDir !== undefined || !env.DATABASE_URL;
  const source = isEmbedded ? await readRuntimeFile(dataDir ?? env.CORDON_DATA ?? nearestDataDir()) : env;
  const values = readEnvironment(CommandEnvironment, source);
  return {
    databaseUrl: values.DATABASE_URL,
    secretKey: values.CORDON_SECRET_KEY,
    publicUrl: values.PUBLIC_URL,
    auditCheckpointDir: values.AUDIT_CHECKPOINT_DIR,
  };
}

async function readRuntimeFile(dataDir: string): Promise<Record<string, string>> {
  const path = resolve(dataDir, 'runtime.json');
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) {
    const hint = 'set DATABASE_URL, or start the embedded server (npm start) and name its data directory with --data';
    throw new ConfigError([`DATABASE_URL: is missing, and no embedded server runs in ${dirname(path)}; ${hint}`]);
  }
  return z.record(z.string(), z.string()).parse(JSON.parse(content));
}

function nearestDataDir(): string {
  for (const start of [process.cwd(), import.meta.dirname]) {
    for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
      if (existsSync(join(folder, '.cordon', 'runtime.json'))) return join(folder, '.cordon');
    }
  }
  return '.cordon';
}

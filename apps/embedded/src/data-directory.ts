import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The embedded server's files. Secrets are files of mode 600. */
export interface DataDirectory {
  path: string;
  /** Mails as `.eml` files, in the place of a mail server. */
  mail: string;
  auditCheckpoints: string;
  /** Credentials of the first start, once ready. */
  firstRun: string;
  /** The same, before that. */
  firstRunPending: string;
  /** 32 bytes in hex: CORDON_SECRET_KEY. */
  secretKey: string;
  /** Password of the role `cordon_app`. */
  appPassword: string;
}

/** Makes the data directory's folders and secrets, or finds them. */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  const folder = resolve(path);
  const directory = {
    path: folder,
    mail: join(folder, 'mail'),
    auditCheckpoints: join(folder, 'audit-checkpoints'),
    firstRun: join(folder, 'first-run.json'),
    firstRunPending: join(folder, 'first-run.pending.json'),
  };
  await mkdir(directory.mail, { recursive: true, mode: 0o700 });
  await mkdir(directory.auditCheckpoints, { recursive: true, mode: 0o700 });
  return {
    ...directory,
    secretKey: await readOrMakeSecret(join(folder, 'secret-key')),
    appPassword: await readOrMakeSecret(join(folder, 'app-password')),
  };
}

async function readOrMakeSecret(file: string): Promise<string> {
  const present = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (present !== '') return present;
  const secret = randomBytes(32).toString('hex');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

/**
 * Keeps what commands on this server need (`npm run cordon -- …`) in `runtime.json`, as long as it runs.
 *
 * @returns a function that takes it away
 */
export async function writeRuntimeFile(
  path: string,
  environment: Record<string, string>,
): Promise<() => Promise<void>> {
  const file = join(path, 'runtime.json');
  const { DATABASE_URL, CORDON_SECRET_KEY, PUBLIC_URL, AUDIT_CHECKPOINT_DIR } = environment;
  const content = { DATABASE_URL, CORDON_SECRET_KEY, PUBLIC_URL, AUDIT_CHECKPOINT_DIR };
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return () => rm(file, { force: true });
}

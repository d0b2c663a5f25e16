import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The unprivileged account that runs PostgreSQL when Cordon itself runs as root, which PostgreSQL refuses to. */
export interface ServerAccount {
  uid: number;
  gid: number;
}

/**
 * The account to run PostgreSQL as: none (the present one) unless we are root, then `postgres`, made if missing.
 *
 * @param onProgress told when an account is made
 */
export async function findServerAccount(onProgress: (message: string) => void): Promise<ServerAccount | undefined> {
  if (userInfo().uid !== 0) return undefined;
  const present = await lookUp();
  if (present) return present;
  onProgress('Running as root, which PostgreSQL refuses: making the system account "postgres" to run it as');
  await run('groupadd', ['--force', '--system', 'postgres']);
  await run('useradd', ['--system', '-g', 'postgres', '-M', '-s', '/usr/sbin/nologin', 'postgres']);
  const made = await lookUp();
  if (!made) throw new Error('The system account "postgres" could not be made: start Cordon as an ordinary user.');
  return made;
}

async function lookUp(): Promise<ServerAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/**
 * The first folder on the way to `path` that the account may not pass, by the permission bits.
 * A home with mode 0700 is the usual one. Folders that do not exist yet are ours to make.
 */
export async function findBarrier(path: string, account: ServerAccount): Promise<string | undefined> {
  const folders: string[] = [];
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of folders) {
    const status = await stat(folder).catch(() => undefined);
    if (!status) return undefined;
    const bit = status.uid === account.uid ? 0o100 : status.gid === account.gid ? 0o010 : 0o001;
    if ((status.mode & bit) === 0) return folder;
  }
  return undefined;
}

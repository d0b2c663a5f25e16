import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process with this id exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process, or undefined if it is gone or cannot be told. */
export async function readCommand(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (line !== undefined) return line.replaceAll('\0', ' ').trim() || undefined;
  return run('ps', ['-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  );
}

/**
 * When a process started, as an opaque text: together with its id it names one process, also after ids are reused.
 */
export async function readStartTime(pid: number): Promise<string | undefined> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Field 22, counted after the command in parentheses, which may itself hold spaces and parentheses.
  const fields = status?.slice(status.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; only whoever started it has not looked yet.
  if (fields) return fields[0] === 'Z' ? undefined : fields[19];
  return run('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim() || undefined,
    () => undefined,
  );
}

/** The command line of a process and its parent's id; an empty command and 0 if it is gone or cannot be told. */
export async function readParent(pid: number): Promise<{ command: string; parent: number }> {
  const command = (await readCommand(pid)) ?? '';
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // Field 4, counted after the command in parentheses.
  if (status !== undefined) return { command, parent: Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]) };
  return run('ps', ['-o', 'ppid=', '-p', String(pid)]).then(
    ({ stdout }) => ({ command, parent: Number(stdout.trim()) }),
    () => ({ command, parent: 0 }),
  );
}

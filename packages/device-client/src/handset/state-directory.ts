import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DeviceKey, importDeviceKey, StoredKey } from '../protocol/keys.ts';
import { HandsetState, type StateStore } from './state.ts';

/** Files of a handset's directory. All are of mode 600, the directory of mode 700: the key is the device. */
const FILES = {
  key: 'key.json',
  /** Made before a rotation is asked for, so that a lost answer does not lose the key that counts by then. */
  nextKey: 'next-key.json',
  state: 'state.json',
  policy: 'policy.json',
} as const;
type FileName = keyof typeof FILES;

/** Reads one file of the directory; `undefined` if there is none. */
async function read<T>(directory: string, name: FileName, schema: z.ZodType<T>): Promise<T | undefined> {
  const path = join(directory, FILES[name]);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const result = schema.safeParse(parseJson(text));
  if (!result.success) throw new Error(`${path} is damaged:\n${z.prettifyError(result.error)}`);
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a file as a whole and durably: a crash leaves the old content or the new one. */
async function write(directory: string, name: FileName, value: unknown): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILES[name]);
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/** Reads the key that the handset was enrolled with, or is about to enrol with. */
export function readKey(directory: string): Promise<StoredKey | undefined> {
  return read(directory, 'key', StoredKey);
}

/** Reads the key of a rotation that was begun and not confirmed. */
export function readNextKey(directory: string): Promise<StoredKey | undefined> {
  return read(directory, 'nextKey', StoredKey);
}

export function writeKey(directory: string, key: StoredKey): Promise<void> {
  return write(directory, 'key', key);
}

export function writeNextKey(directory: string, key: StoredKey): Promise<void> {
  return write(directory, 'nextKey', key);
}

/** The new key counts from now on. */
export function adoptNextKey(directory: string): Promise<void> {
  return rename(join(directory, FILES.nextKey), join(directory, FILES.key));
}

export function readState(directory: string): Promise<HandsetState | undefined> {
  return read(directory, 'state', HandsetState);
}

export function writeState(directory: string, state: HandsetState): Promise<void> {
  return write(directory, 'state', state);
}

export function writePolicy(directory: string, statement: unknown): Promise<void> {
  return write(directory, 'policy', statement);
}

/** An enrolled handset: its key and its state. */
export interface Handset {
  key: DeviceKey;
  store: StateStore;
}

/**
 * Opens the directory of an enrolled handset.
 *
 * @throws Error if it was not enrolled
 */
export async function openHandset(directory: string): Promise<Handset> {
  const [stored, state] = await Promise.all([readKey(directory), readState(directory)]);
  if (!stored || !state) throw new Error(`There is no enrolled handset in ${directory}. Run "enrol" first.`);
  return { key: await importDeviceKey(stored), store: directoryStore(directory, state) };
}

function directoryStore(directory: string, initial: HandsetState): StateStore {
  let current = initial;
  return {
    load: () => current,
    save: async (state) => {
      await writeState(directory, state);
      current = state;
    },
  };
}

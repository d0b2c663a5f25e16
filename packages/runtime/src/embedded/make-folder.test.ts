import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeFolder } from './make-folder.ts';

let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'cordon-folder-'));
});
afterAll(() => rm(base, { recursive: true }));

test('makes a folder with all above it, and finds one that is there', async () => {
  const path = join(base, 'a', 'b', 'c');
  await makeFolder(path, 0o700);
  await makeFolder(path, 0o700);
  const { mode } = await stat(path);
  expect(mode & 0o777).toBe(0o700);
});

test('says in one sentence that a folder cannot be made, where the system has no room for one and below a file', async () => {
  await writeFile(join(base, 'file'), '');
  await expect(makeFolder('/proc/nope/deep', 0o700)).rejects.toThrow(
    /^The folder \/proc\/nope\/deep cannot be made \(/,
  );
  await expect(makeFolder(join(base, 'file', 'x'), 0o700)).rejects.toThrow(/cannot be made \(E(NOTDIR|EXIST)\)/);
});

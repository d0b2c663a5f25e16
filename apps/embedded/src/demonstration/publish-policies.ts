import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PolicyPage, PutPolicy } from '@cordon/contract';
import { z } from 'zod';
import { listAll } from './list-all.ts';
import type { OperatorClient } from './operator-client.ts';

const FOLDER = 'apps/embedded/src/demonstration/policies';

/** Puts and publishes the policies of the case that are not in force yet. Returns their names. */
export async function publishPolicies(api: OperatorClient): Promise<string[]> {
  const inForce = (await listAll(api, '/v1/policies', PolicyPage)).filter((policy) => policy.inForce !== null);
  const sources = await readPolicySources();
  for (const { name, source } of sources) {
    if (inForce.some((policy) => policy.name === name)) continue;
    await api.put(`/v1/policies/${name}`, { format: 'yaml', source }, PutPolicy);
    await api.post(`/v1/policies/${name}/publish`, {}, z.unknown());
  }
  return sources.map(({ name }) => name);
}

/** Name and YAML source of each policy of the case. */
export async function readPolicySources(): Promise<{ name: string; source: string }[]> {
  const folder = findFolder();
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.yaml$/, ''),
      source: await readFile(join(folder, file), 'utf8'),
    })),
  );
}

/** This file may run from its source or from a bundle; the repository's root is above both. */
function findFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, FOLDER))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`The folder ${FOLDER} is missing.`);
    folder = parent;
  }
  return join(folder, FOLDER);
}

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { Scenario } from './schema.ts';

const FOLDER = 'packages/device-client/scenarios';
const EXTENSION = '.yaml';

/**
 * Loads a scenario.
 *
 * @param nameOrPath name of one that comes with Cordon (`redmi-1s-before-fix`), or the path of a YAML or JSON file
 * @throws Error that names the file and what is wrong in it
 */
export async function loadScenario(nameOrPath: string): Promise<Scenario> {
  const path = /^[\w-]+$/.test(nameOrPath) ? join(findScenarioFolder(), nameOrPath + EXTENSION) : nameOrPath;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new Error(
      `There is no scenario "${nameOrPath}". Give a file or one of: ${(await listScenarios()).join(', ')}.`,
    );
  }
  const result = Scenario.safeParse(parse(text));
  if (!result.success) throw new Error(`${path} is not a scenario:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** Names of the scenarios that come with Cordon, sorted. */
export async function listScenarios(): Promise<string[]> {
  const files = await readdir(findScenarioFolder());
  const scenarios = files.filter((file) => file.endsWith(EXTENSION));
  return scenarios.map((file) => file.slice(0, -EXTENSION.length)).sort();
}

/** This file may run from its source or from a bundle in an app's folder; the repository's root is above both. */
function findScenarioFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, FOLDER))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`The folder ${FOLDER} is missing.`);
    folder = parent;
  }
  return join(folder, FOLDER);
}

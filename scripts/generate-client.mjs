// Types of the console's client, from the OpenAPI document of the API as its sources say it: no server, no database.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importTypeScript } from './lib/import-typescript.mjs';
import { root } from './lib/paths.mjs';
import { hashFiles, isDone, listFiles, setDone } from './lib/stamp.mjs';

const FOLDER = 'apps/console/src/api/generated';

/** @param {(message: string) => void} say told if there is anything to do */
export async function generateClient(say) {
  const inputs = listFiles(['apps/api/src', 'packages/contract/src', 'packages/policy/src']);
  const state = hashFiles([...inputs, `${FOLDER}/schema.ts`]);
  if (isDone('client', state)) return;
  say("Generating the console's client");
  const { openapiDocument } = await importTypeScript('apps/api/src/testing/openapi-document.ts');
  // It reads TypeScript by TypeScript 5's programming interface, which the compiler used here no longer has.
  const load = createRequire(join(root, 'apps/console/package.json'));
  const { default: openapiTypescript, astToString } = load('openapi-typescript');
  const types = astToString(await openapiTypescript(await openapiDocument()));
  mkdirSync(join(root, FOLDER), { recursive: true });
  writeFileSync(join(root, FOLDER, 'schema.ts'), types);
  setDone('client', hashFiles([...inputs, `${FOLDER}/schema.ts`]));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await generateClient(console.error);
  process.exit();
}

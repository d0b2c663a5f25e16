// Makes the Prisma client from prisma/schema.prisma, without Prisma's engine download (see prisma.config.ts).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib/paths.mjs';
import { runTool } from './lib/run.mjs';
import { hashFiles, isDone, setDone } from './lib/stamp.mjs';

const INPUTS = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'];

/** @param {(message: string) => void} say told if there is anything to do */
export async function generate(say) {
  const state = hashFiles(INPUTS);
  if (isDone('generate', state) && existsSync(join(root, 'packages/db/src/generated/client.ts'))) return;
  say('Generating the database client');
  const env = {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const code = await runTool('prisma/build/index.js', ['generate'], { quiet: true, env });
  if (code !== 0) throw new Error('The database client could not be generated.');
  setDone('generate', state);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await generate(console.error);

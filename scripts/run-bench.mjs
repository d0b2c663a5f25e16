// `npm run bench:policy -- …`, `bench:pipeline`, `bench:reevaluate`: bundles bench/<name>.ts and runs it.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runTypescript } = await import('./lib/run-typescript.mjs');
const [name, ...args] = process.argv.slice(2);
await runTypescript(`bench/${name}.ts`, args, ['--expose-gc']);

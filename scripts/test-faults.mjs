// `npm run test:faults -- --seeds 5`: kills everything, again and again, and looks whether a promise was broken.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runTypescript } = await import('./lib/run-typescript.mjs');
await runTypescript('tests/faults/main.ts', process.argv.slice(2));

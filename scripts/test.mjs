// `npm test`: sets up what is missing, runs Jest with the arguments given, ends with a line for those who count.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runTests } = await import('./lib/run-tests.mjs');
await runTests(process.argv.slice(2));

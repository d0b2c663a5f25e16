// `npm run check`: every step runs, whatever the ones before it said; at the end the names of those that failed.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runChecks } = await import('./lib/run-checks.mjs');
await runChecks(process.argv.slice(2));

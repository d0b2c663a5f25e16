// `npm run cordon -- …`, `npm run agent -- …`: sets up what is missing, then runs an app in this very process.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runBundle } = await import('./lib/run-bundle.mjs');
await runBundle(process.argv[2], process.argv.slice(3));

// `npm start`: sets up what is missing, then runs the embedded server in this very process.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runBundle } = await import('./lib/run-bundle.mjs');
await runBundle('embedded', process.argv.slice(2));

// `npm run screenshots [-- --data .cordon]`: makes the pictures of README.md from a running demonstration.
import { checkNode } from './lib/check-node.mjs';

checkNode();
// Only now: what follows may be too new for an old Node to read.
const { runTypescript } = await import('./lib/run-typescript.mjs');
await runTypescript('tests/browser/take-screenshots.ts', process.argv.slice(2));

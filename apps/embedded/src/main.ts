import { EMBEDDED_USAGE, loadEmbeddedConfig } from '@cordon/runtime';
import { launch } from './launch.ts';
import { say, sayFault } from './say.ts';

/** `npm start`: the whole server on this machine, with nothing else to install. */
async function main(): Promise<void> {
  const config = loadEmbeddedConfig(process.argv.slice(2));
  if (config) await launch(config);
  else say(EMBEDDED_USAGE);
}

await main().catch((error: unknown) => {
  sayFault((error as Error).message);
  process.exit(1);
});

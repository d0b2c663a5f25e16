import { NoAnswerError, RefusedError } from '@cordon/device-client';
import { systemClock } from '@cordon/runtime/clock';
import type { Terminal } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { helpText } from './help.ts';

/** The process: finds the command, and turns errors into one clear message and an exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    console.log(helpText());
    return name === undefined || name === 'help' || name === '--help' ? 0 : 2;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const terminal: Terminal = { clock: systemClock, print: (line) => console.log(line), signal: stop.signal };
  try {
    await command.run(rest, terminal);
    return 0;
  } catch (error) {
    return explain(error);
  }
}

/** Exit codes: 1 the server refused or did not answer, 2 wrong use or broken files. */
function explain(error: unknown): number {
  if (error instanceof RefusedError || error instanceof NoAnswerError) {
    console.error(`The server refused or did not answer.\n${error.message}`);
    return 1;
  }
  console.error(error instanceof Error ? error.message : String(error));
  return 2;
}

// `npm run agent -- scenarios | head` ends early; that is no fault.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));

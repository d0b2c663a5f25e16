import type { Clock } from '@cordon/runtime/clock';

/** What a command may use of the process it runs in. */
export interface Terminal {
  clock: Clock;
  /** Prints a line for the user. */
  print(line: string): void;
  /** Aborted when the user presses Ctrl-C. */
  signal: AbortSignal;
}

/** A command of the agent: `npm run agent -- <name> …`. */
export interface Command {
  name: string;
  /** Options as shown by the help. */
  usage: string;
  summary: string;
  run(argv: readonly string[], terminal: Terminal): Promise<void>;
}

import { ConfigError } from '@cordon/runtime';
import { type Command, EXIT, type Output, UsageError } from '../policy/command.ts';
import { auditCheckpoint, auditVerify } from './audit.ts';
import { migrateDatabase } from './migrate.ts';
import { organisationCreate } from './organisation.ts';

/** Commands of the server's operator. */
const COMMANDS: Readonly<Record<string, { command: Command; words: number; usage: string }>> = {
  'organisation create': {
    command: organisationCreate,
    words: 2,
    usage: 'organisation create --name <name> --owner <e-mail> [--owner-name <name>] [--data <directory>]',
  },
  'audit verify': {
    command: auditVerify,
    words: 2,
    usage: 'audit verify [--organisation <id>] [--data <directory>]',
  },
  'audit checkpoint': {
    command: auditCheckpoint,
    words: 2,
    usage: 'audit checkpoint [--organisation <id>] [--data <directory>]',
  },
  migrate: { command: migrateDatabase, words: 1, usage: 'migrate' },
};

/** How to call them, one a line. */
export const SERVER_USAGE: readonly string[] = Object.values(COMMANDS).map(({ usage }) => usage);

/**
 * Runs a command of the server's operator, e.g. `audit verify`. Never throws for what the caller did wrong.
 *
 * @returns exit code: 0 well, 1 faults found, 2 called wrongly; `undefined`: there is no such command
 */
export async function runServerCommand(words: readonly string[], output: Output): Promise<number | undefined> {
  const entry = COMMANDS[words.slice(0, 2).join(' ')] ?? COMMANDS[words[0] ?? ''];
  if (entry === undefined) return undefined;
  try {
    return await entry.command(words.slice(entry.words), output);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    output.err(error.message);
    if (error instanceof UsageError) output.err(`usage: cordon ${entry.usage}`);
    return EXIT.usage;
  }
}

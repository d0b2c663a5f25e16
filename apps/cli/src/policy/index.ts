import { catalogueMatch } from './catalogue-match.ts';
import { type Command, EXIT, type Output, UsageError } from './command.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { PolicyFaults } from './files.ts';
import { lint } from './lint.ts';
import { schema } from './schema.ts';
import { test } from './test.ts';

/** Commands for authors of policies: they need neither a server nor a database. */
const COMMANDS: Readonly<Record<string, Command>> = {
  'policy lint': lint,
  'policy test': test,
  'policy explain': explain,
  'policy diff': diff,
  'policy schema': schema,
  'catalogue match': catalogueMatch,
};

/** Whether the words name a command for authors. */
export function isAuthorCommand(words: readonly string[]): boolean {
  return words[0] === 'policy' || words[0] === 'catalogue';
}

/**
 * Runs a command for authors, e.g. `policy lint a.yaml`. Never throws for what the caller did wrong.
 *
 * @returns exit code: 0 well, 1 faults found, 2 called wrongly
 */
export async function runAuthorCommand(words: readonly string[], output: Output): Promise<number> {
  const command = COMMANDS[words.slice(0, 2).join(' ')];
  if (command === undefined) {
    output.err(`usage: cordon ${Object.keys(COMMANDS).join(' | cordon ')}`);
    return EXIT.usage;
  }
  try {
    return await command(words.slice(2), output);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof PolicyFaults)) throw error;
    output.err(error.message);
    return error instanceof PolicyFaults ? EXIT.faults : EXIT.usage;
  }
}

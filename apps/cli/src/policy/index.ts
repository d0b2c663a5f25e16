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
    return await command(words.slice(2), printable(output));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof PolicyFaults)) throw error;
    if (error instanceof PolicyFaults && words.includes('--json')) {
      const { file, faults } = error;
      output.out(JSON.stringify({ files: [{ file, faults }] }, null, 2));
    } else printable(output).err(error.message);
    return error instanceof PolicyFaults ? EXIT.faults : EXIT.usage;
  }
}

/** Text from devices and files may hold what moves a terminal's cursor or turns its text round: it is written as an escape. */
function printable(output: Output): Output {
  const escaped = (line: string): string =>
    line.replaceAll(
      /(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return { out: (line) => output.out(escaped(line)), err: (line) => output.err(escaped(line)) };
}

import { EXIT, type Output } from './policy/command.ts';
import { isAuthorCommand, runAuthorCommand } from './policy/index.ts';
import { runServerCommand, SERVER_USAGE } from './server/index.ts';

const AUTHOR_USAGE = ['policy lint | test | explain | diff | schema …', 'catalogue match …'];

const output: Output = { out: (line) => console.log(line), err: (line) => console.error(line) };

/** The process `cordon`: commands of the server's operator and of authors of policies. */
async function main(words: readonly string[]): Promise<number> {
  if (isAuthorCommand(words)) return runAuthorCommand(words, output);
  const code = await runServerCommand(words, output);
  if (code !== undefined) return code;
  const isHelp = ['help', '--help', '-h'].includes(words[0] ?? '');
  const lines = ['usage:', ...[...SERVER_USAGE, ...AUTHOR_USAGE].map((usage) => `  npm run cordon -- ${usage}`)];
  for (const line of lines) (isHelp ? output.out : output.err)(line);
  return isHelp ? EXIT.ok : EXIT.usage;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What went wrong on the way to the database, without its address and password.
  output.err(error instanceof Error ? error.message : String(error));
  process.exitCode = EXIT.faults;
}

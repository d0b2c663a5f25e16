import { COMMANDS } from './commands/index.ts';

/** The help text: every command with its options. */
export function helpText(): string {
  const lines = COMMANDS.flatMap(({ name, usage, summary }) => [
    `  ${`${name} ${usage}`.trimEnd()}`,
    `      ${summary}`,
  ]);
  return [
    'Reference handset agent and fleet simulator of Cordon.',
    '',
    'npm run agent -- <command> …',
    '',
    ...lines,
    '',
    'A scenario is one of `npm run agent -- scenarios`, or a YAML or JSON file.',
  ].join('\n');
}

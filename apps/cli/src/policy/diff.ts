import { baseCatalogue, diffPolicies, type PolicyChange } from '@cordon/policy';
import { type Command, EXIT, readWords, UsageError } from './command.ts';
import { readPolicy } from './files.ts';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;

/** `policy diff OLD NEW`: what changed in meaning; exit code 1 if anything did. */
export const diff: Command = async (words, output) => {
  const { options, rest } = readWords(words, { flags: ['json'] });
  const [before, after] = rest;
  if (before === undefined || after === undefined || rest.length > 2)
    throw new UsageError('policy diff OLD NEW [--json]');
  const catalogue = baseCatalogue();
  const changes = diffPolicies(
    (await readPolicy(before, catalogue)).document,
    (await readPolicy(after, catalogue)).document,
  );
  if (options.has('json')) output.out(JSON.stringify({ changes }, null, 2));
  else if (changes.length === 0) output.out('no difference in meaning');
  else for (const change of changes) output.out(changeLine(change));
  return changes.length === 0 ? EXIT.ok : EXIT.faults;
};

function changeLine(change: PolicyChange): string {
  const part = change.part ? `${change.part.kind} ${change.part.id}` : 'policy';
  const where = change.part
    ? change.pointer.split('/').slice(4).join('/')
    : change.pointer.split('/').slice(1).join('/');
  const what =
    change.kind === 'changed'
      ? `${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}`
      : JSON.stringify(change.after ?? change.before);
  return `${SIGNS[change.kind]} ${part}${where ? ` ${where}` : ''}: ${what}`;
}

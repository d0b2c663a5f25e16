import { policyJsonSchema } from '@cordon/policy';
import { type Command, EXIT, readWords, UsageError } from './command.ts';

/** `policy schema`: the JSON Schema of the language, as docs/policy.schema.json and `/schemas/policy/v1.json` have it. */
export const schema: Command = async (words, output) => {
  if (readWords(words, { flags: ['json'] }).rest.length > 0) throw new UsageError('policy schema');
  output.out(JSON.stringify(policyJsonSchema(), null, 2));
  return EXIT.ok;
};

import { policyJsonSchema } from '@cordon/policy';
import { type Command, EXIT, readWords, withoutRest } from './command.ts';

/** `policy schema`: the JSON Schema of the language, as docs/policy.schema.json and `/schemas/policy/v1.json` have it. */
export const schema: Command = async (words, output) => {
  withoutRest(readWords(words, { flags: ['json'] }), 'policy schema');
  output.out(JSON.stringify(policyJsonSchema(), null, 2));
  return EXIT.ok;
};

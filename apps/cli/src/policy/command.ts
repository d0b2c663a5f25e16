/** Where a command writes; tests pass arrays. */
export interface Output {
  out(line: string): void;
  err(line: string): void;
}

/** Exit codes for CI: everything is well, the input has faults, the command was called wrongly. */
export const EXIT = { ok: 0, faults: 1, usage: 2 } as const;

/** A command: its words after the name in, an exit code out. */
export type Command = (words: readonly string[], output: Output) => Promise<number>;

/** What the words of a command say: options by name (`true` without a value) and the rest. */
export interface Words {
  options: ReadonlyMap<string, string | true>;
  rest: readonly string[];
}

/** A call that cannot be carried out; the message says how to call it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/**
 * Splits the words into options and the rest. `--name value` and `--name=value` for `valued` ones, `--flag` for `flags`.
 *
 * @throws UsageError for an option that is not known or lacks its value
 */
export function readWords(
  words: readonly string[],
  allowed: { valued?: readonly string[]; flags?: readonly string[] },
): Words {
  const options = new Map<string, string | true>();
  const rest: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!word.startsWith('--')) {
      rest.push(word);
      continue;
    }
    const [name = '', inline] = word.slice(2).split(/=(.*)/s, 2);
    if (allowed.flags?.includes(name) && inline === undefined) options.set(name, true);
    else if (allowed.valued?.includes(name)) options.set(name, inline ?? valueAfter(name, queue));
    else throw new UsageError(`the option --${name} is not known here`);
  }
  return { options, rest };
}

function valueAfter(name: string, queue: string[]): string {
  const value = queue.shift();
  if (value === undefined || value.startsWith('--')) throw new UsageError(`the option --${name} needs a value`);
  return value;
}

/** Refuses words besides options. @throws UsageError that says how to call the command */
export function withoutRest(words: Words, usage: string): Words {
  if (words.rest.length > 0) throw new UsageError(usage);
  return words;
}

/** The value of an option that must be there. */
export function required(words: Words, name: string): string {
  const value = words.options.get(name);
  if (typeof value !== 'string') throw new UsageError(`--${name} is missing`);
  return value;
}

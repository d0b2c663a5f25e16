import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { z } from 'zod';

/** A mistake of whoever typed the command: shown without a stack. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/**
 * Reads `--name value` options; a name without a value is `true` if the schema wants a boolean.
 *
 * @throws UsageError for an unknown option, a missing or an invalid one; all faults at once
 */
export function readOptions<Shape extends z.ZodRawShape>(
  argv: readonly string[],
  schema: z.ZodObject<Shape>,
): z.infer<z.ZodObject<Shape>> {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [key, type] of Object.entries(schema.shape)) {
    options[toFlag(key)] = { type: isSwitch(type as z.ZodType) ? 'boolean' : 'string' };
  }
  const values = parse(argv, options);
  const named = Object.fromEntries(Object.entries(values).map(([flag, value]) => [toKey(flag), value]));
  const result = schema.safeParse(named);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  --${toFlag(String(issue.path[0]))}: ${issue.message}`);
  throw new UsageError(`These options are missing or wrong:\n${faults.join('\n')}`);
}

function parse(argv: readonly string[], options: NonNullable<ParseArgsConfig['options']>): Record<string, unknown> {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function isSwitch(type: z.ZodType): boolean {
  return type.safeParse(true).data === true;
}

/** `everySeconds` is `--every-seconds`. */
function toFlag(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function toKey(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

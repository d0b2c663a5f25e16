import type { z } from 'zod';

/** The environment does not hold what the process needs. Its message names every fault, one a line, and no value. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is not complete:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Validates the environment; an empty variable counts as absent, as Compose and shells leave them.
 *
 * @throws ConfigError
 */
export function readEnvironment<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => describe(issue, present)));
}

/** zod's own messages never hold the value, apart from unknown keys, which `z.object` does not report. */
function describe(issue: z.core.$ZodIssue, present: Record<string, unknown>): string {
  const name = String(issue.path[0] ?? 'environment');
  if (!(name in present) && issue.code === 'invalid_type') return `${name}: is missing`;
  return `${name}: ${issue.message}`;
}

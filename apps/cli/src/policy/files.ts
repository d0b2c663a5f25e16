import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  type Catalogue,
  type Fault,
  type PolicyDocument,
  type PolicyFormat,
  parsePolicy,
  ReportFacts,
} from '@cordon/policy';
import { parse } from 'yaml';
import { UsageError } from './command.ts';

/** Text of a file. @throws UsageError that names the file */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
}

/** Format of a policy file, by its ending: `.json`, else YAML. */
export function formatOf(file: string): PolicyFormat {
  return extname(file).toLowerCase() === '.json' ? 'json' : 'yaml';
}

/** A policy file that must be without errors. @throws PolicyFaults with all of them */
export async function readPolicy(
  file: string,
  catalogue: Catalogue,
): Promise<{ document: PolicyDocument; hash: string }> {
  const parsed = parsePolicy(await readText(file), formatOf(file), catalogue);
  if (!parsed.ok) throw new PolicyFaults(file, parsed.faults);
  return parsed;
}

/** A policy file with errors. */
export class PolicyFaults extends Error {
  readonly file: string;
  readonly faults: readonly Fault[];

  constructor(file: string, faults: readonly Fault[]) {
    super(faults.map((fault) => faultLine(file, fault)).join('\n'));
    this.name = 'PolicyFaults';
    this.file = file;
    this.faults = faults;
  }
}

/** One fault as compilers write it: `file:line:column: error: message (pointer)`. */
export function faultLine(file: string, fault: Fault): string {
  const place = fault.line === undefined ? file : `${file}:${fault.line}:${fault.column ?? 1}`;
  return `${place}: ${fault.severity}: ${fault.message}${fault.pointer ? ` (${fault.pointer})` : ''}`;
}

/** The judged part of a report, from JSON or YAML. @throws UsageError with every fault of it */
export function readReport(value: unknown, name: string): ReportFacts {
  const parsed = ReportFacts.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `  /${issue.path.join('/')}: ${issue.message}`);
  throw new UsageError(`${name} is not a report:\n${faults.join('\n')}`);
}

/** A value from JSON or YAML text (JSON is YAML). @throws UsageError that names the file */
export function readValue(text: string, name: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new UsageError(`${name} is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

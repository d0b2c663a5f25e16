import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  baseCatalogue,
  type Catalogue,
  type Evaluation,
  type Fault,
  isSpecialAddress,
  type PlaceOf,
  type PolicyDocument,
  parseIp,
} from '@cordon/policy';
import { CaseFile, type Expectation, type PolicyCase } from './cases.ts';
import { type Command, EXIT, type Output, readWords, UsageError } from './command.ts';
import { PolicyFaults, readPolicy, readReport, readText, readValue } from './files.ts';
import { judgeOnce } from './judge-once.ts';

const CASES = /\.cases\.(ya?ml|json)$/i;
/** When cases that give no time are judged: a fixed instant, so that they say the same on every day. */
const NOW = Date.UTC(2014, 9, 22);

interface Outcome {
  file: string;
  name: string;
  passed: boolean;
  /** What differs from the expectation, a sentence each. */
  differences: string[];
  /** Of a policy that cannot be tested: what is wrong with it. */
  faults?: readonly Fault[];
}

/**
 * `policy test DIR`: every policy with cases beside it, a table of passes and failures; exit code 1 if any fails. A policy
 * or case file with faults is a failure like any other: the rest is tested all the same.
 */
export const test: Command = async (words, output) => {
  const { options, rest } = readWords(words, { flags: ['json'] });
  const [directory] = rest;
  if (directory === undefined || rest.length > 1) throw new UsageError('policy test DIR [--json]');
  const outcomes: Outcome[] = [];
  for (const file of await caseFiles(directory)) outcomes.push(...(await tryFile(file, baseCatalogue())));
  if (outcomes.length === 0) throw new UsageError(`no case files (NAME.cases.yaml beside NAME.yaml) in ${directory}`);
  if (options.has('json')) output.out(JSON.stringify({ cases: outcomes }, null, 2));
  else printTable(outcomes, output);
  return outcomes.every((outcome) => outcome.passed) ? EXIT.ok : EXIT.faults;
};

async function caseFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true }).catch(() => {
    throw new UsageError(`${directory} is not a folder that can be read`);
  });
  return names
    .filter((name) => CASES.test(name))
    .sort()
    .map((name) => join(directory, name));
}

/** The outcomes of a file's cases, or one failure where it or its policy cannot be used. */
async function tryFile(file: string, catalogue: Catalogue): Promise<Outcome[]> {
  try {
    return await runFile(file, catalogue);
  } catch (error) {
    if (!(error instanceof PolicyFaults || error instanceof UsageError)) throw error;
    const faults = error instanceof PolicyFaults ? { faults: error.faults } : {};
    return [{ file, name: 'can be tested', passed: false, differences: error.message.split('\n'), ...faults }];
  }
}

async function runFile(file: string, catalogue: Catalogue): Promise<Outcome[]> {
  const parsed = CaseFile.safeParse(readValue(await readText(file), file));
  if (!parsed.success) {
    throw new UsageError(
      `${file}:\n${parsed.error.issues.map((issue) => `  /${issue.path.join('/')}: ${issue.message}`).join('\n')}`,
    );
  }
  const policy = await readPolicy(await policyBeside(file), catalogue);
  return Promise.all(parsed.data.cases.map((item) => runCase(file, item, policy, catalogue)));
}

async function policyBeside(file: string): Promise<string> {
  const stem = file.replace(CASES, '');
  const names = new Set(await readdir(dirname(file)));
  const found = ['.yaml', '.yml', '.json'].map((ending) => stem + ending).find((name) => names.has(basename(name)));
  if (found === undefined)
    throw new UsageError(`${file} has no policy beside it: expected ${stem}.yaml, .yml or .json`);
  return found;
}

async function runCase(
  file: string,
  item: PolicyCase,
  policy: { document: PolicyDocument; hash: string },
  catalogue: Catalogue,
): Promise<Outcome> {
  const value =
    typeof item.report === 'string'
      ? readValue(await readText(join(dirname(file), item.report)), item.report)
      : item.report;
  const report = value === undefined ? undefined : readReport(value, `${file}, case "${item.name}"`);
  const evaluation = judgeOnce(
    { ...policy, report, device: item.device, now: item.at === undefined ? NOW : Date.parse(item.at) },
    catalogue,
    placesOf(item.places ?? {}),
  );
  const differences = compare(item.expect, evaluation);
  return { file, name: item.name, passed: differences.length === 0, differences };
}

function placesOf(countries: Readonly<Record<string, string>>): PlaceOf {
  const byAddress = new Map(Object.entries(countries).map(([ip, country]) => [addressKey(ip), country]));
  return (ip) => {
    if (isSpecialAddress(ip)) return { special: true };
    const country = byAddress.get(addressKey(ip));
    return country === undefined ? {} : { country };
  };
}

/** The same text for every way of writing an address. */
function addressKey(ip: string): string {
  const address = parseIp(ip);
  return address ? `${address.version}:${address.value}` : ip;
}

function compare(expected: Expectation, evaluation: Evaluation): string[] {
  const differences: string[] = [];
  if (expected.verdict !== undefined && expected.verdict !== evaluation.verdict) {
    differences.push(`the verdict is ${evaluation.verdict}, expected ${expected.verdict}`);
  }
  if (expected.findings) differences.push(...compareFindings(expected.findings, evaluation));
  if (expected.notEvaluated) {
    const gaps = [...new Set(evaluation.notEvaluated.map((gap) => gap.ruleId))].sort();
    const wanted = [...new Set(expected.notEvaluated)].sort();
    if (gaps.join() !== wanted.join())
      differences.push(`not evaluated: ${gaps.join(', ') || 'nothing'}; expected ${wanted.join(', ') || 'nothing'}`);
  }
  return differences;
}

function compareFindings(expected: readonly { rule: string; subject?: string }[], evaluation: Evaluation): string[] {
  const left = evaluation.findings.map((finding) => ({ rule: finding.ruleId, subject: finding.subject }));
  // Those that name a subject choose first: one that takes any must not take theirs.
  const choosy = expected.toSorted((a, b) => Number(a.subject === undefined) - Number(b.subject === undefined));
  const missing = choosy.filter((wanted) => {
    const at = left.findIndex(
      (found) => found.rule === wanted.rule && (wanted.subject === undefined || found.subject === wanted.subject),
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((wanted) => `no finding of ${wanted.rule}${wanted.subject ? ` for ${wanted.subject}` : ''}`),
    ...left.map((found) => `an unexpected finding of ${found.rule} for ${found.subject}`),
  ];
}

function printTable(outcomes: readonly Outcome[], { out }: Output): void {
  const width = Math.max(...outcomes.map((outcome) => outcome.name.length));
  let file: string | undefined;
  for (const outcome of outcomes) {
    if (outcome.file !== file) out(outcome.file);
    file = outcome.file;
    out(`  ${outcome.name.padEnd(width)}  ${outcome.passed ? 'pass' : 'FAIL'}`);
    for (const difference of outcome.differences) out(`    ${difference}`);
  }
  const failed = outcomes.filter((outcome) => !outcome.passed).length;
  out(`${outcomes.length - failed} passed, ${failed} failed`);
}

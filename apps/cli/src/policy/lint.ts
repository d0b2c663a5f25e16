import { baseCatalogue, type Fault, parsePolicy } from '@cordon/policy';
import { type Command, EXIT, readWords, UsageError } from './command.ts';
import { faultLine, formatOf, readText } from './files.ts';

/** `policy lint FILE…`: every fault of every file; exit code 1 if any is an error, or with `--strict` a warning. */
export const lint: Command = async (words, output) => {
  const { options, rest } = readWords(words, { flags: ['json', 'strict'] });
  if (rest.length === 0) throw new UsageError('policy lint FILE… [--strict] [--json]');
  const results: { file: string; faults: readonly Fault[] }[] = [];
  for (const file of rest) {
    const parsed = parsePolicy(await readText(file), formatOf(file), baseCatalogue());
    results.push({ file, faults: parsed.ok ? parsed.warnings : parsed.faults });
  }
  if (options.has('json')) output.out(JSON.stringify({ files: results }, null, 2));
  else for (const { file, faults } of results) printFaults(file, faults, output.out);
  const counts = results
    .flatMap((result) => result.faults)
    .some((fault) => fault.severity === 'error' || options.has('strict'));
  return counts ? EXIT.faults : EXIT.ok;
};

function printFaults(file: string, faults: readonly Fault[], print: (line: string) => void): void {
  if (faults.length === 0) print(`${file}: no faults`);
  for (const fault of faults) print(faultLine(file, fault));
}

import { baseCatalogue, type Evaluation, explainFinding, type Ownership, type ReportFacts } from '@cordon/policy';
import { type Command, EXIT, type Output, readWords, required, UsageError, withoutRest } from './command.ts';
import { clock, openPlaces } from './deps.ts';
import { readPolicy, readReport, readText, readValue } from './files.ts';
import { judgeOnce } from './judge-once.ts';

const OPTIONS = { valued: ['policy', 'report', 'ownership', 'unit', 'group', 'at'], flags: ['json'] };
const OWNERSHIPS: readonly string[] = ['issued', 'personal', 'dependant'] satisfies Ownership[];
const USAGE =
  'policy explain --policy FILE --report FILE [--ownership issued|personal|dependant] [--unit KEY,…] [--group KEY,…] [--at INSTANT] [--json]';

/** `policy explain --policy FILE --report FILE`: the verdict, and each finding in a sentence for either reader. */
export const explain: Command = async (words, output) => {
  const call = withoutRest(readWords(words, OPTIONS), USAGE);
  const reportFile = required(call, 'report');
  const catalogue = baseCatalogue();
  const policy = await readPolicy(required(call, 'policy'), catalogue);
  const report = readReport(readValue(await readText(reportFile), reportFile), reportFile);
  const places = await openPlaces();
  const device = {
    units: listed(call.options.get('unit')),
    groups: listed(call.options.get('group')),
    ownership: ownershipOf(call.options.get('ownership')),
  };
  const evaluation = judgeOnce(
    { ...policy, report, device, now: instantOf(call.options.get('at'), report) },
    catalogue,
    places.placeOf,
    places.databaseDate,
  );
  const findings = evaluation.findings.map((finding) => ({
    ...finding,
    explanation: explainFinding(finding, catalogue),
  }));
  if (call.options.has('json')) output.out(JSON.stringify({ ...evaluation, findings }, null, 2));
  else print(evaluation, findings, output);
  return evaluation.verdict === 'compliant' ? EXIT.ok : EXIT.faults;
};

function listed(value: string | true | undefined): readonly string[] {
  return typeof value === 'string' ? value.split(',') : [];
}

function ownershipOf(value: string | true | undefined): Ownership {
  if (value === undefined) return 'issued';
  if (!OWNERSHIPS.includes(String(value))) throw new UsageError(`--ownership must be one of ${OWNERSHIPS.join(', ')}`);
  return value as Ownership;
}

/** When the report is judged: as told, else when it was collected, else now. */
function instantOf(value: string | true | undefined, report: ReportFacts): number {
  const instant = Date.parse(String(value ?? report.collectedAt ?? clock.now().toISOString()));
  if (Number.isNaN(instant)) throw new UsageError('--at must be an instant such as 2026-01-31T00:00:00Z');
  return instant;
}

function print(
  evaluation: Evaluation,
  findings: readonly { ruleId: string; severity: string; explanation: { administrator: string; person: string } }[],
  { out }: Output,
): void {
  out(`verdict: ${evaluation.verdict}`);
  for (const { ruleId, severity, explanation } of findings) {
    out(`\n${ruleId} (${severity})`);
    out(`  administrator: ${explanation.administrator}`);
    out(`  person:        ${explanation.person}`);
  }
  for (const gap of evaluation.notEvaluated) {
    out(
      `\n${gap.ruleId}: not evaluated, ${gap.reason}${gap.section ? ` (${gap.section})` : ''}${gap.pointer ? ` at ${gap.pointer}` : ''}`,
    );
  }
}

import type { NewState } from '@cordon/db';
import {
  type Evaluation,
  type EvaluationContext,
  evaluate,
  type FindingChange,
  type FindingState,
  type PlaceOf,
  type ReportContext,
  type ReportedIdentity,
} from '@cordon/policy';
import type { CaseReport, DeviceCase } from './device-case.ts';
import { isSame } from './is-same.ts';
import type { VerdictChange } from './periods.ts';
import type { RulesTimeline } from './rules-timeline.ts';

/** What evaluations need beside the device itself. */
export interface FoldInput {
  rules: RulesTimeline;
  epoch: number;
  /** When the epoch last rose: from here on the present rules hold. */
  epochAt: number;
  now: number;
  placeOf: PlaceOf;
  placeDatabaseDate?: string;
  hasAsnDatabase: boolean;
  catalogueInForceSince?: number;
  placeDatabaseInForceSince?: number;
}

/** What became of one device. */
export interface FoldedDevice {
  findings: readonly FindingState[];
  changes: { change: FindingChange; at: number; reportId: string | null }[];
  verdicts: VerdictChange[];
  /** Reports that could not be judged, and were passed over. */
  faults: { reportId: string; error: unknown }[];
  remediationsToReview: string[];
  /** All but the instant since when the verdict holds, which the history decides. */
  state: Omit<NewState, 'verdictSince'>;
  /** The last readable report among the new ones. */
  lastReport?: CaseReport;
}

interface ReportTimesPair {
  receivedAt: number;
  validAt: number;
}

interface Cursor {
  evaluation?: Evaluation;
  verdict: unknown;
  reasons: unknown;
  /** Absent: the device has not reported, or its last report is not needed. */
  report?: ReportContext;
  /** The last new report taken. */
  lastReport?: CaseReport;
  /** Times of the last judged report. */
  last?: ReportTimesPair;
  /** Times of the one before it. */
  previous?: ReportTimesPair;
  identity?: ReportedIdentity;
  findings: readonly FindingState[];
  nextChangeAt?: number;
  /** Instant of the last evaluation. */
  at: number;
}

/** More changes by time alone between two reports than any rule set makes; what is left is judged at the end. */
const MAX_TIMED_CHANGES = 32;
const DAY_MS = 86_400_000;

/**
 * Judges one device through all that happened to it since it was judged last, in order: its new reports at the instants
 * they were received, newer rules at the instant they came into force, and in between the changes that time alone makes,
 * at their exact instants; each by the rules in force at its instant. Pure.
 */
export function foldDevice(device: DeviceCase, input: FoldInput): FoldedDevice {
  const folded: Recorded = { changes: [], verdicts: [], faults: [] };
  const cursor = startCursor(device);
  const step: Step = (mode, at, cause) => evaluateStep({ device, input, cursor, folded, mode, at, cause });
  const rulesAt = Math.min(input.epochAt, input.now);
  let isStale = device.state.judgedEpoch < input.epoch;
  const passTime = (until: number) => {
    if (isStale && until >= rulesAt) {
      isStale = false;
      runTimedChanges(device, cursor, rulesAt - 1, step);
      if (canRejudge(device, cursor)) step('rejudge', Math.max(rulesAt, cursor.at), 'rules');
    }
    runTimedChanges(device, cursor, until, step);
  };
  if (device.state.judgedEpoch === 0 && !cursor.last) {
    const enrolledAt = device.scope.enrolledAt.getTime();
    step('rejudge', enrolledAt, 'enrolment');
    if (enrolledAt >= rulesAt) isStale = false;
  }
  for (const report of device.reports) {
    passTime(report.receivedAt);
    const before = { ...cursor };
    try {
      takeReport(cursor, report);
      step('new', Math.max(report.receivedAt, cursor.at), 'report');
    } catch (error) {
      // The engine is total; should it not be, the report is passed over and the device goes on from the one before.
      Object.assign(cursor, before);
      folded.faults.push({ reportId: report.id, error });
    }
  }
  passTime(input.now);
  return { ...folded, ...conclude(device, cursor) };
}

type Recorded = Pick<FoldedDevice, 'changes' | 'verdicts' | 'faults'>;
type Step = (mode: EvaluationContext['mode'], at: number, cause: VerdictChange['cause']) => void;

/** The last report is judged again by its payload; should that be missing, the verdict stands until the next one. */
function canRejudge({ state }: DeviceCase, { report }: Cursor): boolean {
  return report !== undefined || state.lastReportId === null;
}

function runTimedChanges(device: DeviceCase, cursor: Cursor, until: number, step: Step): void {
  const isDue = cursor.nextChangeAt !== undefined && cursor.nextChangeAt <= until;
  if (isDue && !canRejudge(device, cursor)) cursor.nextChangeAt = undefined;
  for (let count = 0; cursor.nextChangeAt !== undefined && cursor.nextChangeAt <= until; count++) {
    const at = count < MAX_TIMED_CHANGES ? Math.max(cursor.nextChangeAt, cursor.at) : until;
    step('rejudge', at, 'time');
    // An instant that does not move on would be judged for ever.
    if (cursor.nextChangeAt !== undefined && cursor.nextChangeAt <= at) cursor.nextChangeAt = at + 1_000;
    if (count > MAX_TIMED_CHANGES) return;
  }
}

function startCursor({ state, scope, findings, last }: DeviceCase): Cursor {
  return {
    verdict: state.verdict,
    reasons: state.reasons,
    lastReport: undefined,
    report: last && reportContext(last, state.lastValidAt?.getTime() ?? last.receivedAt),
    last: pairOf(state.lastReceivedAt, state.lastValidAt),
    previous: pairOf(state.previousReceivedAt, state.previousValidAt),
    identity: state.identity ?? undefined,
    findings: findings.map((finding) => finding.state),
    nextChangeAt: state.nextChangeAt?.getTime(),
    at: Math.max(state.lastReceivedAt?.getTime() ?? 0, state.judgedEpoch > 0 ? 0 : scope.enrolledAt.getTime()),
  };
}

function pairOf(receivedAt: Date | null, validAt: Date | null): ReportTimesPair | undefined {
  return receivedAt && validAt ? { receivedAt: receivedAt.getTime(), validAt: validAt.getTime() } : undefined;
}

/** The report becomes the one to be judged; its valid time is never before that of the report before it. */
function takeReport(cursor: Cursor, report: CaseReport): void {
  const before = cursor.last?.validAt ?? report.collectedAt;
  const validAt = Math.min(report.receivedAt, Math.max(report.collectedAt, before));
  cursor.previous = cursor.last;
  cursor.last = { receivedAt: report.receivedAt, validAt };
  cursor.report = reportContext(report, validAt);
  cursor.lastReport = report;
}

/** A report as the engine takes it. */
export function reportContext(report: CaseReport, validAt: number): ReportContext {
  const { id, facts, receivedAt, reduced } = report;
  return { id, facts, receivedAt, validAt, ...(reduced ? { reduced } : {}) };
}

interface StepInput {
  device: DeviceCase;
  input: FoldInput;
  cursor: Cursor;
  folded: Recorded;
  mode: EvaluationContext['mode'];
  at: number;
  cause: VerdictChange['cause'];
}

function evaluateStep({ device, input, cursor, folded, mode, at, cause }: StepInput): void {
  const evaluation = evaluate(input.rules.at(at), {
    ...baseContext(device, input, at),
    mode,
    report: cursor.report,
    previous: cursor.previous,
    identity: cursor.identity,
    findings: cursor.findings,
  });
  const reportId = mode === 'new' ? (cursor.report?.id ?? null) : null;
  for (const change of evaluation.changes) if (change.kind !== 'updated') folded.changes.push({ change, at, reportId });
  const isFirst = device.openPeriod === undefined && folded.verdicts.length === 0;
  if (isFirst || evaluation.verdict !== cursor.verdict || !isSame(evaluation.reasons, cursor.reasons)) {
    const { verdict, reasons, citations } = evaluation;
    const reported = mode === 'new' && cursor.report ? { validAt: cursor.report.validAt } : {};
    folded.verdicts.push({ verdict, reasons, citations, cause, reportId, at, ...reported });
  }
  Object.assign(cursor, { evaluation, at, verdict: evaluation.verdict, reasons: evaluation.reasons });
  cursor.identity = evaluation.identity;
  cursor.findings = evaluation.findings;
  cursor.nextChangeAt = evaluation.nextChangeAt;
}

/** What does not depend on the report: the device, the time, the reference data. */
export function baseContext(
  { scope, conflicts }: DeviceCase,
  input: FoldInput,
  at: number,
): Omit<EvaluationContext, 'mode' | 'findings'> {
  return {
    now: at,
    device: {
      id: scope.deviceId,
      unitKeys: scope.unitKeys,
      groups: scope.groups,
      ownership: scope.ownership,
      enrolledAt: scope.enrolledAt.getTime(),
      formFactor: (scope.formFactor ?? undefined) as EvaluationContext['device']['formFactor'],
      platform: scope.osName,
      scopeChangedAt: scope.scopeChangedAt?.getTime(),
    },
    sequenceConflicts: conflicts.filter((conflict) => conflict <= at && conflict > at - DAY_MS),
    waivers: [],
    placeOf: input.placeOf,
    placeDatabaseDate: input.placeDatabaseDate,
    hasAsnDatabase: input.hasAsnDatabase,
    catalogueInForceSince: input.catalogueInForceSince,
    placeDatabaseInForceSince: input.placeDatabaseInForceSince,
    epoch: input.epoch,
  };
}

function conclude(device: DeviceCase, cursor: Cursor): Omit<FoldedDevice, keyof Recorded> {
  const { state } = device;
  const { evaluation, report, previous, lastReport } = cursor;
  const order = lastReport && report && orderAfter(lastReport, report, previous);
  const seqs = [state.lastSeq, device.reports.at(-1)?.seq, device.unreadableSeq].filter(
    (seq) => typeof seq === 'number',
  );
  return {
    findings: cursor.findings,
    remediationsToReview: [...(evaluation?.remediationsToReview ?? [])],
    lastReport,
    state: {
      ...state,
      verdict: evaluation?.verdict ?? state.verdict,
      reasons: evaluation?.reasons ?? state.reasons,
      notEvaluated: evaluation?.notEvaluated ?? state.notEvaluated,
      nextChangeAt: cursor.nextChangeAt === undefined ? null : new Date(cursor.nextChangeAt),
      citations: evaluation?.citations ?? (state.citations as unknown as NewState['citations']),
      identity: cursor.identity ?? null,
      ...order,
      lastSeq: seqs.length > 0 ? Math.max(...seqs) : null,
    },
  };
}

function orderAfter(last: CaseReport, report: ReportContext, previous: ReportTimesPair | undefined) {
  return {
    lastReportId: last.id,
    lastReceivedAt: new Date(report.receivedAt),
    lastValidAt: new Date(report.validAt),
    previousReceivedAt: previous ? new Date(previous.receivedAt) : null,
    previousValidAt: previous ? new Date(previous.validAt) : null,
  };
}

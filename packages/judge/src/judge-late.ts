import { type ReportTimes, readReportTimes, type SqlTx, type VerdictPeriod } from '@cordon/db';
import { evaluateLate, type FindingState } from '@cordon/policy';
import { newId } from '@cordon/runtime';
import type { CaseReport, DeviceCase } from './device-case.ts';
import { baseContext, type FoldInput, reportContext } from './fold-device.ts';

/** A late report with its place in valid time. */
export interface LateReport {
  device: DeviceCase;
  report: CaseReport;
  validAt: number;
  /** Valid time of the next report: until when its verdict holds. */
  validTo: number;
  previous?: { receivedAt: number; validAt: number };
}

/** Reports before it that a late report's valid time is worked out from. */
const REPORTS_BEFORE = 100;

/** Finds the place of each late report (policy.md, Evaluation 8). One without an extent of its own is left out. */
export async function placeLateReports(tx: SqlTx, cases: readonly DeviceCase[]): Promise<LateReport[]> {
  const placed: LateReport[] = [];
  for (const device of cases) {
    for (const report of device.late) {
      const times = await readReportTimes(tx, device.state.deviceId, report.seq, REPORTS_BEFORE);
      const place = placeAmong(times, report.seq);
      if (!place || place.validTo <= place.validAt) continue;
      placed.push({ device, report, ...place });
    }
  }
  return placed;
}

/** Valid times in `seq` order: `min(receivedAt, max(collectedAt, valid time of the report before))`. */
export function placeAmong(
  times: readonly ReportTimes[],
  seq: number,
): Pick<LateReport, 'validAt' | 'validTo' | 'previous'> | undefined {
  let before: { receivedAt: number; validAt: number } | undefined;
  let own: { validAt: number; previous: typeof before } | undefined;
  for (const { seq: at, receivedAt, collectedAt } of times) {
    const validAt = Math.min(receivedAt.getTime(), Math.max(collectedAt.getTime(), before?.validAt ?? 0));
    if (own && at > seq) return { ...own, validTo: validAt };
    if (at === seq) own = { validAt, previous: before };
    before = { receivedAt: receivedAt.getTime(), validAt };
  }
  return undefined;
}

/** The stretch of history that a late report adds, by the rules in force at its valid time; nothing else comes of it. */
export function judgeLate(late: LateReport, findings: readonly FindingState[], input: FoldInput): VerdictPeriod {
  const { device, report, validAt, validTo, previous } = late;
  const { scope } = device;
  const { verdict, reasons, citations } = evaluateLate(input.rules.at(validAt), {
    ...baseContext(device, input, validAt),
    mode: 'new',
    report: reportContext(report, validAt),
    previous,
    findings,
  });
  return {
    deviceId: scope.deviceId,
    id: newId(new Date(input.now)),
    validFrom: new Date(validAt),
    validTo: new Date(validTo),
    verdict,
    reasons,
    citations,
    cause: 'late-report',
    reportId: report.id,
    unitId: scope.unitId,
    personId: scope.personId,
    ownership: scope.ownership,
  };
}

import {
  type LockedState,
  lockDeviceStates,
  readDeviceScopes,
  readFindings,
  readInventoryMarks,
  readOpenPeriods,
  readReportsById,
  readSequenceConflicts,
  readUnjudgedReports,
  type SqlTx,
  type StoredReport,
  together,
} from '@cordon/db';
import type { JudgeDeps } from './deps.ts';
import type { CaseReport, DeviceCase } from './device-case.ts';
import { readReport } from './read-report.ts';

/** Reports of one batch, and of one device in it; the others follow in the next. Bounds the memory a batch takes. */
const REPORTS_PER_BATCH = 128;
const REPORTS_PER_DEVICE = 20;
const DAY_MS = 86_400_000;
/** Findings resolved within it may reopen (policy.md, Evaluation 2). */
const KEPT_MS = 30 * DAY_MS;

/** What a batch judges. */
export interface LoadedBatch {
  cases: DeviceCase[];
  /** Everything read off the list of unjudged reports, readable or not. */
  taken: { deviceId: string; seq: number; receivedAt: Date }[];
  /** Some device has more unjudged reports. */
  hasMore: boolean;
}

/** Devices under their locks, and what waits to be judged of them. */
export interface LockedCases {
  states: LockedState[];
  /** Unjudged reports by device. */
  stored: Map<string, StoredReport[]>;
  /** Most reports read of one device. */
  perDevice: number;
}

/** Locks these devices and reads their unjudged reports. */
export async function lockCases(
  tx: SqlTx,
  deviceIds: readonly string[],
  options: { skipLocked?: boolean },
): Promise<LockedCases> {
  const share = Math.floor(REPORTS_PER_BATCH / Math.max(1, deviceIds.length));
  const perDevice = Math.max(1, Math.min(REPORTS_PER_DEVICE, share));
  const [states, reports] = await together([
    lockDeviceStates(tx, deviceIds, options),
    readUnjudgedReports(tx, deviceIds, perDevice),
  ]);
  const ids = new Set(states.map((state) => state.deviceId));
  return { states, stored: groupByDevice(reports.filter(({ deviceId }) => ids.has(deviceId))), perDevice };
}

/** Reads all else that judging locked devices takes; devices with nothing to judge are left out. */
export async function loadCases(
  tx: SqlTx,
  deps: Pick<JudgeDeps, 'logger'>,
  { states, stored, perDevice }: LockedCases,
  { now, epoch }: { now: Date; epoch: number },
): Promise<LoadedBatch> {
  const due = states.filter((state) => stored.has(state.deviceId) || isDue(state, now, epoch));
  const dueIds = due.map((state) => state.deviceId);
  if (dueIds.length === 0) return { cases: [], taken: [], hasMore: false };
  const earliest = earliestInstant(due, stored, now);
  const [scopes, foundBefore, conflicts, periods, marks, lasts] = await together([
    readDeviceScopes(tx, dueIds),
    readFindings(tx, dueIds, new Date(earliest - KEPT_MS)),
    readSequenceConflicts(tx, dueIds, new Date(earliest - DAY_MS)),
    readOpenPeriods(tx, dueIds),
    readInventoryMarks(tx, dueIds),
    readLastReports(tx, deps, due, now, epoch),
  ]);
  const findings = groupByDevice(foundBefore);
  const cases = due.flatMap((state): DeviceCase[] => {
    const scope = scopes.get(state.deviceId);
    if (!scope) return [];
    return [
      {
        state,
        scope,
        findings: findings.get(state.deviceId) ?? [],
        conflicts: conflicts.get(state.deviceId) ?? [],
        openPeriod: periods.get(state.deviceId),
        inventory: marks.get(state.deviceId),
        last: lasts.get(state.deviceId),
        ...splitReports(deps, state, stored.get(state.deviceId) ?? []),
      },
    ];
  });
  const taken = [...stored.values()].flat().map(({ deviceId, seq, receivedAt }) => ({ deviceId, seq, receivedAt }));
  return { cases, taken, hasMore: [...stored.values()].some((reports) => reports.length >= perDevice) };
}

function isDue(state: LockedState, now: Date, epoch: number): boolean {
  return state.judgedEpoch < epoch || (state.nextChangeAt !== null && state.nextChangeAt <= now);
}

function earliestInstant(due: readonly LockedState[], stored: Map<string, StoredReport[]>, now: Date): number {
  const instants = due.flatMap((state) => [
    state.nextChangeAt?.getTime() ?? now.getTime(),
    ...(stored.get(state.deviceId) ?? []).map((report) => report.receivedAt.getTime()),
  ]);
  return Math.min(now.getTime(), ...instants);
}

/** Last reports of the devices that are judged by them again: under newer rules, or for a change that is due. */
async function readLastReports(
  tx: SqlTx,
  deps: Pick<JudgeDeps, 'logger'>,
  due: readonly LockedState[],
  now: Date,
  epoch: number,
): Promise<Map<string, CaseReport>> {
  const keys = due
    .filter((state) => isDue(state, now, epoch))
    .flatMap(({ deviceId, lastReportId }) => (lastReportId === null ? [] : [{ deviceId, reportId: lastReportId }]));
  const reports = await readReportsById(tx, keys);
  return new Map(
    reports.flatMap((report) => toCaseReport(deps, report).map((read) => [report.deviceId, read] as const)),
  );
}

function splitReports(
  deps: Pick<JudgeDeps, 'logger'>,
  state: LockedState,
  stored: readonly StoredReport[],
): Pick<DeviceCase, 'reports' | 'late' | 'unreadableSeq'> {
  const read = stored.map((report) => ({ seq: report.seq, report: toCaseReport(deps, report)[0] }));
  const readable = read.flatMap(({ report }) => report ?? []);
  const unreadable = read.filter(({ report }) => !report).map(({ seq }) => seq);
  const lastSeq = state.lastSeq ?? -1;
  return {
    reports: readable.filter((report) => report.seq > lastSeq),
    late: readable.filter((report) => report.seq < lastSeq),
    ...(unreadable.length > 0 ? { unreadableSeq: Math.max(...unreadable) } : {}),
  };
}

/** One report, or none if it cannot be read: it is logged, passed over, and stops nothing. */
function toCaseReport({ logger }: Pick<JudgeDeps, 'logger'>, stored: StoredReport): CaseReport[] {
  const read = readReport(stored);
  if ('fault' in read) {
    logger.error({ reportId: stored.id, deviceId: stored.deviceId, reason: read.fault }, 'a report was passed over');
    return [];
  }
  return [
    {
      id: stored.id,
      seq: stored.seq,
      facts: read.facts,
      receivedAt: stored.receivedAt.getTime(),
      collectedAt: stored.collectedAt.getTime(),
      reduced: stored.reduced,
    },
  ];
}

function groupByDevice<T extends { deviceId: string }>(rows: readonly T[]): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const row of rows) {
    const list = grouped.get(row.deviceId);
    if (list) list.push(row);
    else grouped.set(row.deviceId, [row]);
  }
  return grouped;
}

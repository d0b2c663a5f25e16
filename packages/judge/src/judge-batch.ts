import {
  lockForJudging,
  type RulesInForce,
  readPublishedVersions,
  readToldFindings,
  type SqlTx,
  type ToldFinding,
  together,
} from '@cordon/db';
import type { Compiled } from '@cordon/policy';
import type { RulesMissing } from './compile-missing.ts';
import type { JudgeDeps } from './deps.ts';
import type { DeviceCase } from './device-case.ts';
import { type FoldInput, foldDevice } from './fold-device.ts';
import { type IdentifiedFindings, identifyFindings, type JudgedDevice } from './identify-findings.ts';
import { judgeLate, type LateReport, placeLateReports } from './judge-late.ts';
import { loadCases, lockCases } from './load-cases.ts';
import { settleNotices } from './notices/settle-notices.ts';
import { readPresentRules } from './present-rules.ts';
import { createRulesTimeline, type RulesTimeline } from './rules-timeline.ts';
import { writeBatch } from './write-batch.ts';

/** What one transaction did. */
export interface BatchOutcome {
  judged: number;
  changed: number;
  /** When each report judged was received, for measuring the lag. */
  receivedAt: Date[];
  /** Deliveries queued; those due now are to be rung for. */
  deliveries: { id: string; dueAt: Date }[];
  hasMore: boolean;
}

const NOTHING: BatchOutcome = { judged: 0, changed: 0, receivedAt: [], deliveries: [], hasMore: false };

/**
 * Judges the devices of one batch in the transaction `tx`: everything or nothing. No outside I/O happens in it.
 *
 * @throws AppError `unavailable` if this process's catalogue or IP database is not the registered one
 */
export async function judgeBatch(
  tx: SqlTx,
  deps: JudgeDeps,
  organisationId: string,
  deviceIds: readonly string[],
  options: { skipLocked?: boolean },
): Promise<BatchOutcome | RulesMissing> {
  const begunAt = deps.clock.now();
  // Under the organisation's lock, which is asked for first, in one way there and back.
  const [, present, locked] = await together([
    lockForJudging(tx, organisationId),
    readPresentRules(tx, deps, organisationId, begunAt),
    lockCases(tx, deviceIds, options),
  ]);
  if (!present) return NOTHING;
  if ('missing' in present) return present;
  const { rules, catalogue, compiled } = present;
  const batch = await loadCases(tx, deps, locked, { now: begunAt, epoch: rules.epoch });
  // A report may have come in while the batch waited for its locks; nothing is recorded before it was received.
  const now = new Date(Math.max(begunAt.getTime(), ...batch.taken.map((report) => report.receivedAt.getTime())));
  const late = await placeLateReports(tx, batch.cases);
  const timeline = await timelineFor(tx, deps, organisationId, { rules, compiled, cases: batch.cases, late });
  if ('missing' in timeline) return timeline;
  const input = foldInput(deps, rules, timeline, now);
  const judged = foldAll(deps, batch.cases, input);
  const findings = await identifyFindings(tx, judged, now);
  const judgedIds = new Set(judged.map(({ device }) => device.state.deviceId));
  const taken = batch.taken.filter(({ deviceId }) => judgedIds.has(deviceId));
  const [changed, told] = await together([
    writeBatch(tx, {
      organisationId,
      now,
      epoch: rules.epoch,
      catalogue,
      placeOf: deps.placeOf,
      judged,
      findings,
      late: judgeAllLate(deps, late, findings, input),
      taken,
    }),
    readTold(tx, organisationId, findings),
  ]);
  // After all else is written: it takes locks on people, and two batches must take theirs in one order.
  const deliveries = await settleNotices(tx, {
    organisationId,
    now,
    publicUrl: deps.publicUrl,
    told,
    devices: judged.map(({ device, folded }) => ({
      scope: device.scope,
      findings: findings.byDevice.get(device.state.deviceId) ?? [],
      remediationsToReview: folded.changes.length > 0 ? folded.remediationsToReview : [],
    })),
  });
  const receivedAt = taken.map((report) => report.receivedAt);
  return { judged: judged.length, changed, receivedAt, deliveries, hasMore: batch.hasMore && judged.length > 0 };
}

/** What people have been told of these findings. */
async function readTold(tx: SqlTx, organisationId: string, { byDevice }: IdentifiedFindings): Promise<ToldFinding[]> {
  const ids = [...byDevice.values()].flatMap((findings) => findings.map(({ id }) => id));
  return ids.length > 0 ? readToldFindings(tx, organisationId, ids) : [];
}

/** Past rules are read only where something is judged by them. */
async function timelineFor(
  tx: SqlTx,
  deps: JudgeDeps,
  organisationId: string,
  batch: { rules: RulesInForce; compiled: Compiled; cases: readonly DeviceCase[]; late: readonly LateReport[] },
): Promise<RulesTimeline | RulesMissing> {
  const { rules, compiled, cases, late } = batch;
  const present = { compiled, since: rules.epochAt.getTime() };
  const instants = [...late.map(({ validAt }) => validAt), ...cases.flatMap((device) => pastInstants(device, rules))];
  const since = Math.min(...instants);
  if (since >= present.since) return { at: () => compiled };
  const { catalogue } = compiled;
  const versions = await readPublishedVersions(tx, organisationId);
  const timeline = createRulesTimeline(versions, present, since, (policies) => deps.rules.get(policies, catalogue));
  return 'missing' in timeline ? { ...timeline, catalogue } : timeline;
}

/** Instants at which a device that was last judged under older rules may have to be judged by them. */
function pastInstants({ state, scope, reports }: DeviceCase, { epoch }: RulesInForce): number[] {
  if (state.judgedEpoch >= epoch) return [];
  return [
    ...(state.judgedEpoch === 0 ? [scope.enrolledAt.getTime()] : []),
    ...(state.nextChangeAt ? [state.nextChangeAt.getTime()] : []),
    ...(reports[0] ? [reports[0].receivedAt] : []),
  ];
}

function foldInput(deps: JudgeDeps, rules: RulesInForce, timeline: RulesTimeline, now: Date): FoldInput {
  const { catalogue, placeDatabase } = rules.reference;
  return {
    rules: timeline,
    epoch: rules.epoch,
    epochAt: rules.epochAt.getTime(),
    now: now.getTime(),
    placeOf: deps.placeOf,
    placeDatabaseDate: deps.placeDatabaseDate,
    hasAsnDatabase: deps.hasAsnDatabase,
    catalogueInForceSince: latest(catalogue && Date.parse(catalogue.inForceSince), rules.catalogueChangedAt?.getTime()),
    placeDatabaseInForceSince: placeDatabase && Date.parse(placeDatabase.inForceSince),
  };
}

function latest(...instants: (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** A device that cannot be judged stays as it is, to be tried again; the others of the batch do not wait for it. */
function foldAll(deps: JudgeDeps, cases: readonly DeviceCase[], input: FoldInput): JudgedDevice[] {
  return cases.flatMap((device) => {
    const { deviceId } = device.state;
    try {
      const folded = foldDevice(device, input);
      for (const fault of folded.faults) {
        deps.logger.error({ err: fault.error, deviceId, reportId: fault.reportId }, 'a report was passed over');
      }
      return [{ device, folded }];
    } catch (error) {
      deps.logger.error({ err: error, deviceId }, 'a device could not be judged');
      return [];
    }
  });
}

function judgeAllLate(
  deps: JudgeDeps,
  late: readonly LateReport[],
  findings: IdentifiedFindings,
  input: FoldInput,
): ReturnType<typeof judgeLate>[] {
  return late.flatMap((entry) => {
    const { deviceId } = entry.device.state;
    const states = (findings.byDevice.get(deviceId) ?? []).map((finding) => finding.state);
    try {
      return [judgeLate(entry, states, input)];
    } catch (error) {
      deps.logger.error({ err: error, deviceId, reportId: entry.report.id }, 'a late report was passed over');
      return [];
    }
  });
}

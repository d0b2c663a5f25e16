import {
  insertFindingHistory,
  markJudged,
  type NewState,
  type SqlTx,
  together,
  touchDeviceStates,
  updateDeviceStates,
  updateReportedFacts,
  upsertFindings,
  type VerdictPeriod,
  writeInventory,
  writeVerdictHistory,
} from '@cordon/db';
import type { Catalogue, PlaceOf } from '@cordon/policy';
import { newId } from '@cordon/runtime';
import type { IdentifiedFindings, JudgedDevice } from './identify-findings.ts';
import { inventoryChange } from './inventory.ts';
import { isSame } from './is-same.ts';
import { buildTimeline, type Timeline } from './periods.ts';
import { changedFacts } from './reported-facts.ts';

/** All that a batch writes beside notices. */
export interface BatchResult {
  organisationId: string;
  now: Date;
  epoch: number;
  catalogue: Catalogue;
  placeOf: PlaceOf;
  judged: readonly JudgedDevice[];
  findings: IdentifiedFindings;
  late: readonly VerdictPeriod[];
  taken: readonly { deviceId: string; seq: number }[];
}

/**
 * Writes a batch with one statement a table, whatever its size.
 *
 * @returns number of devices whose verdict, or the reasons for it, changed
 */
export async function writeBatch(tx: SqlTx, batch: BatchResult): Promise<number> {
  const { organisationId, now, epoch, findings, catalogue } = batch;
  const judged = { at: now, epoch };
  const timelines = batch.judged.map((entry) => ({ ...entry, timeline: timelineOf(entry) }));
  const periods = {
    ended: timelines.flatMap(endedPeriod),
    begun: [...timelines.flatMap((entry) => begunPeriods(entry, now)), ...batch.late],
  };
  const states = timelines.map((entry) => ({ before: entry.device.state, after: stateAfter(entry) }));
  const changed = states.filter(({ before, after }) => !isUnchanged(before, after));
  const changedIds = new Set(changed.map(({ after }) => after.deviceId));
  const unchanged = states.map(({ after }) => after).filter(({ deviceId }) => !changedIds.has(deviceId));
  const facts = batch.judged.flatMap(({ device, folded }) =>
    folded.lastReport ? (changedFacts(device.scope, folded.lastReport.facts, catalogue) ?? []) : [],
  );
  // In this order: the history of findings refers to findings.
  await together([
    upsertFindings(tx, organisationId, findings.changed),
    insertFindingHistory(tx, organisationId, findings.history, now),
    writeVerdictHistory(tx, organisationId, periods, now),
    updateDeviceStates(
      tx,
      changed.map(({ after }) => after),
      judged,
    ),
    touchDeviceStates(tx, unchanged, judged),
    updateReportedFacts(tx, facts),
    updateInventory(tx, batch),
    markJudged(tx, batch.taken),
  ]);
  return timelines.filter(({ timeline }) => timeline.begun.length > 0).length;
}

async function updateInventory(tx: SqlTx, { organisationId, now, placeOf, judged }: BatchResult): Promise<void> {
  const changes = judged.flatMap(
    ({ device, folded }) => inventoryChange(device, folded.findings, device.inventory, placeOf) ?? [],
  );
  await writeInventory(tx, organisationId, changes, now.toISOString().slice(0, 10));
}

type TimedDevice = JudgedDevice & { timeline: Timeline };

function timelineOf({ device, folded }: JudgedDevice): Timeline {
  return buildTimeline(device.openPeriod, folded.verdicts);
}

function endedPeriod({ device, timeline }: TimedDevice): { deviceId: string; id: string; validTo: Date }[] {
  if (!device.openPeriod || timeline.endsAt === undefined) return [];
  return [{ deviceId: device.state.deviceId, id: device.openPeriod.id, validTo: new Date(timeline.endsAt) }];
}

function begunPeriods({ device, timeline }: TimedDevice, now: Date): VerdictPeriod[] {
  const { deviceId, unitId, personId, ownership } = device.scope;
  return timeline.begun.map(({ change, from, to }) => {
    const { verdict, reasons, citations, cause, reportId } = change;
    const validTo = to === undefined ? null : new Date(to);
    const scope = { deviceId, unitId, personId, ownership };
    return {
      ...scope,
      id: newId(now),
      validFrom: new Date(from),
      validTo,
      verdict,
      reasons,
      citations,
      cause,
      reportId,
    };
  });
}

function stateAfter({ device, folded, timeline }: TimedDevice): NewState {
  const last = timeline.begun.at(-1);
  return { ...folded.state, verdictSince: last ? new Date(last.from) : device.state.verdictSince };
}

/** Whether judging changed nothing but the epoch, and what it was judged by. */
function isUnchanged(before: JudgedDevice['device']['state'], after: NewState): boolean {
  return isSame(comparable(before), comparable(after));
}

function comparable(state: object): object {
  const { judgedEpoch: _epoch, citations: _citations, ...rest } = state as NewState & { judgedEpoch?: number };
  return rest;
}

import { type FindingEvent, findingKey, readFindingIds, type SqlTx, type StoredFinding } from '@cordon/db';
import type { FindingState } from '@cordon/policy';
import { newId } from '@cordon/runtime';
import type { DeviceCase } from './device-case.ts';
import type { FoldedDevice } from './fold-device.ts';
import { isSame } from './is-same.ts';

/** A device with what became of it. */
export interface JudgedDevice {
  device: DeviceCase;
  folded: FoldedDevice;
}

/** Findings after judging, under the ids of their rows. */
export interface IdentifiedFindings {
  /** All of each device, unresolved or resolved lately. */
  byDevice: Map<string, StoredFinding[]>;
  /** Those whose rows change. */
  changed: StoredFinding[];
  history: FindingEvent[];
}

/** Gives each finding the id of its row; a finding that stood before, however long ago, keeps it. */
export async function identifyFindings(
  tx: SqlTx,
  judged: readonly JudgedDevice[],
  now: Date,
): Promise<IdentifiedFindings> {
  const known = new Map(judged.flatMap(({ device }) => device.findings.map((f) => [keyOf(f.deviceId, f.state), f])));
  const fresh = judged.flatMap(({ device, folded }) =>
    folded.findings
      .map((state) => ({ ...state, deviceId: device.state.deviceId }))
      .filter((finding) => !known.has(findingKey(finding))),
  );
  const forgotten = await readFindingIds(tx, fresh);
  const idOf = (key: string) => known.get(key)?.id ?? forgotten.get(key) ?? newId(now);
  const result: IdentifiedFindings = { byDevice: new Map(), changed: [], history: [] };
  for (const { device, folded } of judged) {
    const { deviceId } = device.state;
    const findings = folded.findings.map((state) => ({ id: idOf(keyOf(deviceId, state)), deviceId, state }));
    result.byDevice.set(deviceId, findings);
    result.changed.push(...findings.filter((f) => !stands(f.state, known.get(keyOf(deviceId, f.state))?.state)));
    result.history.push(...historyOf(deviceId, folded, findings, now));
  }
  return result;
}

/**
 * Whether a finding is as it was. A newer version of its policy alone changes nothing of it: it keeps the version that it
 * was last changed under, as it does on a device that the newer version does not concern.
 */
function stands(state: FindingState, before: FindingState | undefined): boolean {
  if (before === undefined) return false;
  const { policyVersion } = before;
  return isSame(state.policyVersion === policyVersion ? state : { ...state, policyVersion }, before);
}

function keyOf(deviceId: string, state: FindingState): string {
  return findingKey({ ...state, deviceId });
}

function historyOf(
  deviceId: string,
  folded: FoldedDevice,
  findings: readonly StoredFinding[],
  now: Date,
): FindingEvent[] {
  const ids = new Map(findings.map((finding) => [keyOf(deviceId, finding.state), finding.id]));
  return folded.changes.flatMap(({ change, at, reportId }) => {
    const { finding, kind } = change;
    const findingId = ids.get(keyOf(deviceId, finding));
    if (findingId === undefined) return [];
    const { status, severity, dueAt, resolvedReason, remediation, policyVersion } = finding;
    const detail = { status, severity, dueAt, resolvedReason, remediation, policyVersion };
    return [{ deviceId, id: newId(now), findingId, kind, at: new Date(at), reportId, detail }];
  });
}

import {
  type Device,
  DeviceStateName,
  type DeviceSummary,
  type NamedReference,
  OwnershipName,
  VerdictName,
} from '@cordon/contract';
import type { DeviceListRow, DeviceRow } from '@cordon/db';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { toCitations, toReasons } from '../../resources/verdict-view.ts';

/** Which names the caller may read beside the device. */
export interface NamesShown {
  units: boolean;
  people: boolean;
}

/** A device as lists show it. */
export function toDeviceSummary(row: DeviceListRow, shown: NamesShown): DeviceSummary {
  const { unitId, unitName, personId, personName, lastReceivedAt, ...facts } = row;
  return {
    ...facts,
    state: DeviceStateName.parse(row.state),
    verdict: VerdictName.parse(row.verdict),
    ownership: OwnershipName.parse(row.ownership),
    verdictSince: iso(row.verdictSince),
    unit: { id: unitId, name: shown.units ? unitName : null },
    person: toHolder(personId, personName, shown),
    enrolledAt: iso(row.enrolledAt),
    lastReportAt: isoOrNull(lastReceivedAt),
  };
}

function toHolder(id: string | null, name: string | null, shown: NamesShown): NamedReference | null {
  return id === null ? null : { id, name: shown.people ? name : null };
}

/** A device with all that is known of it. */
export function toDevice(row: DeviceRow, shown: NamesShown): Device {
  const { device, state, openFindings, unitName, personName } = row;
  return {
    ...toDeviceSummary({ ...device, ...namesAndState(row), openFindings, unitName, personName }, shown),
    product: device.product,
    formFactor: device.formFactor,
    securityPatch: device.securityPatch?.toISOString().slice(0, 10) ?? null,
    keyAlgorithm: device.keyAlgorithm,
    keyThumbprint: device.keyThumbprint,
    approvedAt: isoOrNull(device.approvedAt),
    retiredAt: isoOrNull(device.retiredAt),
    retiredReason: device.retiredReason,
    replacesDeviceId: device.replacesDeviceId,
    enrolmentTokenId: device.enrolmentTokenId,
    judgedAt: isoOrNull(state.judgedAt),
    nextChangeAt: isoOrNull(state.nextChangeAt),
    reasons: toReasons(state.reasons),
    notEvaluated: state.notEvaluated as Record<string, unknown>[],
    citations: toCitations(state.citations),
    lastReportId: state.lastReportId,
    lastSeq: state.lastSeq === null ? null : Number(state.lastSeq),
  };
}

function namesAndState({ state }: DeviceRow) {
  const { verdict, verdictSince, lastReceivedAt } = state;
  return { verdict, verdictSince, lastReceivedAt };
}

import type { Device } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { lockNoticesAbout } from './advisory-ending.ts';
import { resolveFindings, retireDevice } from './device-retirement.ts';
import { lockDeviceState } from './devices.ts';

/** Reads the device to be replaced and locks its judged state, so that no batch judges it meanwhile. */
export async function lockPredecessor(tx: Tx, deviceId: string): Promise<Device | undefined> {
  await lockDeviceState(tx, deviceId);
  return (await tx.device.findUnique({ where: { id: deviceId } })) ?? undefined;
}

/**
 * Retires a device in favour of its successor, whose row does not exist yet: the identifiers of the old one must be free
 * first. Findings go on with the successor, with their ids, first-seen and grace, their history and their place in
 * notices. Identity conflicts are resolved, since enrolling anew is what resolves them.
 *
 * @returns ids of the findings that go on
 */
export async function retireInFavourOf(
  tx: Tx,
  predecessor: Device,
  successorId: string,
  now: Date,
): Promise<readonly string[]> {
  const { organisationId, id } = predecessor;
  await lockNoticesAbout(tx, predecessor.personId ?? id);
  const findingIds = await moveFindings(tx, predecessor, successorId);
  const end = { resolvedReason: 're-enrolled', ruleType: 'identity', detail: { successorId } };
  await resolveFindings(tx, organisationId, id, end, now);
  await retireDevice(tx, predecessor, 'replaced', now);
  return findingIds;
}

async function moveFindings(tx: Tx, predecessor: Device, successorId: string): Promise<string[]> {
  const { organisationId, id } = predecessor;
  const which = { deviceId: id, ruleType: { not: 'identity' } };
  const findings = await tx.finding.findMany({ where: which, select: { id: true } });
  const ids = findings.map((finding) => finding.id);
  if (ids.length === 0) return ids;
  await tx.finding.updateMany({ where: which, data: { deviceId: successorId } });
  // What happened so far stays with the old device and is copied to the new one, under which it is read from now on.
  await tx.$executeRaw`
    INSERT INTO finding_history (device_id, id, organisation_id, finding_id, kind, at, recorded_at, report_id, detail)
    SELECT ${successorId}::uuid, id, organisation_id, finding_id, kind, at, recorded_at, report_id, detail
    FROM finding_history WHERE device_id = ${id}::uuid AND finding_id = ANY (${ids}::uuid[])`;
  await tx.advisoryFinding.updateMany({
    where: { organisationId, findingId: { in: ids } },
    data: { deviceId: successorId },
  });
  return ids;
}

/** Lets the open notice about a device without a holder be about its successor; call it once that has a row. */
export async function moveDeviceNotice(tx: Tx, predecessor: Device, successorId: string): Promise<void> {
  await tx.advisory.updateMany({
    where: { organisationId: predecessor.organisationId, deviceId: predecessor.id, kind: 'notice', state: 'open' },
    data: { deviceId: successorId },
  });
}

import { v7 } from 'uuid';
import type { Tx } from '../tenancy.ts';

/** What a successor takes over from the device it replaces. */
export interface PredecessorDevice {
  id: string;
  state: 'active' | 'pending' | 'retired';
  unitId: string;
  personId: string | null;
  groups: string[];
  tags: string[];
}

/** Reads the device to be replaced and locks its judged state, so that no batch judges it meanwhile. */
export async function lockPredecessor(tx: Tx, deviceId: string): Promise<PredecessorDevice | undefined> {
  await tx.$queryRaw`SELECT 1 FROM device_state WHERE device_id = ${deviceId}::uuid FOR UPDATE`;
  const device = await tx.device.findUnique({
    where: { id: deviceId },
    select: { id: true, state: true, unitId: true, personId: true, groups: true, tags: true },
  });
  return (device as PredecessorDevice | null) ?? undefined;
}

/** Retires the predecessor: its identifiers are free, it is judged no more, its last verdict ends. */
export async function retirePredecessor(tx: Tx, deviceId: string, now: Date): Promise<void> {
  await tx.device.update({
    where: { id: deviceId },
    data: { state: 'retired', retiredAt: now, retiredReason: 'replaced' },
  });
  await tx.deviceState.update({ where: { deviceId }, data: { deviceState: 'retired', nextChangeAt: null } });
  await tx.deviceIdentifier.deleteMany({ where: { deviceId } });
  await tx.verdictHistory.updateMany({ where: { deviceId, validTo: null }, data: { validTo: now } });
}

/**
 * Lets findings go on with the successor: with their ids, first-seen and grace, their history, and their place in
 * notices. Identity conflicts are resolved, since enrolling anew is what resolves them.
 *
 * @returns ids of the findings that go on
 */
export async function moveFindings(
  tx: Tx,
  organisationId: string,
  fromDeviceId: string,
  toDeviceId: string,
  now: Date,
): Promise<string[]> {
  await resolveIdentityFindings(tx, organisationId, fromDeviceId, now);
  const moved = await tx.$queryRaw<{ id: string }[]>`
    UPDATE findings SET device_id = ${toDeviceId}::uuid WHERE device_id = ${fromDeviceId}::uuid AND rule_type <> 'identity' RETURNING id`;
  const ids = moved.map((row) => row.id);
  if (ids.length === 0) return ids;
  // What happened so far stays with the old device and is copied to the new one, in whose name it is read from now on.
  await tx.$executeRaw`
    INSERT INTO finding_history (device_id, id, organisation_id, finding_id, kind, at, recorded_at, report_id, detail)
    SELECT ${toDeviceId}::uuid, id, organisation_id, finding_id, kind, at, recorded_at, report_id, detail
    FROM finding_history WHERE device_id = ${fromDeviceId}::uuid AND finding_id = ANY (${ids}::uuid[])`;
  await tx.advisoryFinding.updateMany({
    where: { organisationId, findingId: { in: ids } },
    data: { deviceId: toDeviceId },
  });
  await tx.advisory.updateMany({
    where: { organisationId, deviceId: fromDeviceId, kind: 'notice', state: 'open' },
    data: { deviceId: toDeviceId },
  });
  return ids;
}

async function resolveIdentityFindings(tx: Tx, organisationId: string, deviceId: string, now: Date): Promise<void> {
  const resolved = await tx.$queryRaw<{ id: string }[]>`
    UPDATE findings SET status = 'resolved', resolved_at = ${now}, resolved_reason = 're-enrolled'
    WHERE device_id = ${deviceId}::uuid AND rule_type = 'identity' AND status <> 'resolved' RETURNING id`;
  if (resolved.length === 0) return;
  const ids = resolved.map((row) => row.id);
  await tx.findingHistory.createMany({
    data: ids.map((findingId) => ({
      deviceId,
      id: v7({ msecs: now.getTime() }),
      organisationId,
      findingId,
      kind: 'resolved',
      at: now,
      recordedAt: now,
      detail: { reason: 're-enrolled' },
    })),
  });
  await tx.advisoryFinding.updateMany({
    where: { organisationId, findingId: { in: ids }, resolvedAt: null },
    data: { resolvedAt: now },
  });
}

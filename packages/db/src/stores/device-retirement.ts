import { v7 } from 'uuid';
import type { Device, Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { lockNoticesAbout, resolveAdvisories } from './advisory-ending.ts';

/**
 * Retires a device: it is judged no more, its key, serial number and IMEI are free, what is open on it ends ("out of
 * scope"), and so do the notices that tell of nothing else. History stays. Call it with the device's state locked.
 */
export async function retireDevice(tx: Tx, device: Device, reason: string, now: Date): Promise<Device> {
  const { organisationId, id } = device;
  await tx.deviceState.update({
    where: { deviceId: id },
    data: { deviceState: 'retired', nextChangeAt: null },
    select: { deviceId: true },
  });
  await tx.deviceIdentifier.deleteMany({ where: { organisationId, deviceId: id } });
  await clearInventory(tx, [id]);
  await tx.verdictHistory.updateMany({ where: { deviceId: id, validTo: null }, data: { validTo: now } });
  await resolveFindings(tx, organisationId, id, { resolvedReason: 'out-of-scope', detail: { reason: 'retired' } }, now);
  await settleNoticesOf(tx, device, now);
  return tx.device.update({ where: { id }, data: { state: 'retired', retiredAt: now, retiredReason: reason } });
}

/** Forgets what these devices have and where they spoke to; their next reports begin anew. Call it with their states locked. */
export async function clearInventory(tx: Tx, deviceIds: readonly string[]): Promise<void> {
  const where = { deviceId: { in: [...deviceIds] } };
  await tx.deviceInventory.deleteMany({ where });
  await tx.deviceApp.deleteMany({ where });
  await tx.deviceDestination.deleteMany({ where });
}

export interface FindingEnd {
  resolvedReason: string;
  /** Only findings of this type. */
  ruleType?: string;
  /** Kept in the history of each. */
  detail: Record<string, string>;
}

/**
 * Resolves the unresolved findings of a device, each with a history entry.
 *
 * @returns ids of those resolved now
 */
export async function resolveFindings(
  tx: Tx,
  organisationId: string,
  deviceId: string,
  end: FindingEnd,
  now: Date,
): Promise<string[]> {
  const { resolvedReason, ruleType, detail } = end;
  const open = await tx.finding.findMany({
    where: { deviceId, ruleType, status: { not: 'resolved' } },
    select: { id: true },
  });
  const ids = open.map((finding) => finding.id);
  await tx.finding.updateMany({
    where: { deviceId, id: { in: ids } },
    data: { status: 'resolved', resolvedAt: now, resolvedReason },
  });
  await tx.findingHistory.createMany({
    data: ids.map((findingId) => ({
      deviceId,
      id: v7({ msecs: now.getTime() }),
      organisationId,
      findingId,
      kind: 'resolved',
      at: now,
      recordedAt: now,
      detail: { resolvedReason, ...detail },
    })),
  });
  return ids;
}

/**
 * The device is judged no more, so nobody else does this: notes in the notices about it that its findings are resolved, and
 * ends those that tell of nothing else. Nobody is told that all is well, since nothing was mended.
 */
async function settleNoticesOf(tx: Tx, device: Device, now: Date): Promise<void> {
  const { organisationId, id: deviceId, personId } = device;
  await lockNoticesAbout(tx, personId ?? deviceId);
  const told = await listAdvisoryIds(tx, { organisationId, deviceId, resolvedAt: null });
  if (told.length === 0) return;
  await tx.advisoryFinding.updateMany({
    where: { organisationId, deviceId, resolvedAt: null },
    data: { resolvedAt: now },
  });
  const left = new Set(await listAdvisoryIds(tx, { organisationId, advisoryId: { in: told }, resolvedAt: null }));
  const ids = told.filter((id) => !left.has(id));
  await resolveAdvisories(tx, organisationId, { ids }, now);
}

async function listAdvisoryIds(tx: Tx, where: Prisma.AdvisoryFindingWhereInput): Promise<string[]> {
  const rows = await tx.advisoryFinding.findMany({ where, select: { advisoryId: true }, distinct: ['advisoryId'] });
  return rows.map((row) => row.advisoryId);
}

import type { Tx } from '../tenancy.ts';
import { lockNoticesAbout, resolveAdvisories } from './advisory-ending.ts';
import { clearInventory } from './device-retirement.ts';
import { deviceSearchText } from './device-search-text.ts';

/**
 * Erases a person: what names them is emptied, here and in the details of audit events; their devices are nobody's and
 * forget what they have and where they spoke to, their links end, messages not yet sent are cancelled, their notices end.
 * Ids and dates stay, so that history stays readable.
 *
 * @returns ids of the devices they held
 */
export async function erasePerson(tx: Tx, organisationId: string, id: string, now: Date): Promise<string[]> {
  const held = await takeDevicesFrom(tx, organisationId, id, now);
  await tx.person.update({
    where: { id },
    data: {
      name: '',
      serviceNumber: null,
      email: null,
      locale: 'en',
      sponsorId: null,
      isMinor: false,
      sponsorInformed: false,
      erasedAt: now,
    },
  });
  // Once more: one may have been assigned until the row was ours (`holdPerson`).
  const added = await takeDevicesFrom(tx, organisationId, id, now);
  await tx.person.updateMany({
    where: { organisationId, sponsorId: id },
    data: { sponsorId: null, sponsorInformed: false },
  });
  await tx.user.updateMany({ where: { organisationId, personId: id }, data: { personId: null } });
  await tx.enrolmentToken.updateMany({
    where: { organisationId, personId: id, revokedAt: null },
    data: { revokedAt: now },
  });
  await endContacts(tx, organisationId, id, now);
  // The chain of audit events keeps the hash of the details, so that it verifies without them.
  await tx.auditEvent.updateMany({ where: { organisationId, personId: id }, data: { details: null, salt: null } });
  return [...held, ...added];
}

/** State rows first, as the worker locks them: both then wait in the same order. */
async function takeDevicesFrom(tx: Tx, organisationId: string, personId: string, now: Date): Promise<string[]> {
  const devices = await tx.device.findMany({ where: { organisationId, personId }, orderBy: { id: 'asc' } });
  for (const { id } of devices) {
    await tx.deviceState.updateMany({
      where: { organisationId, deviceId: id, deviceState: 'active' },
      data: { nextChangeAt: now },
    });
  }
  for (const device of devices) {
    const data = { personId: null, searchText: deviceSearchText(device, null) };
    await tx.device.update({ where: { id: device.id }, data });
  }
  const ids = devices.map((device) => device.id);
  // What someone had and whom they spoke to is theirs, too.
  await clearInventory(tx, ids);
  return ids;
}

async function endContacts(tx: Tx, organisationId: string, personId: string, now: Date): Promise<void> {
  await tx.personLink.updateMany({
    where: { organisationId, personId, expiresAt: { gt: now } },
    data: { expiresAt: now },
  });
  await lockNoticesAbout(tx, personId);
  await tx.delivery.updateMany({ where: { organisationId, personId, state: 'queued' }, data: { state: 'cancelled' } });
  await resolveAdvisories(tx, organisationId, { personId }, now);
}

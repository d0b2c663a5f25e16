import { AppError, type EnrolmentRequest } from '@cordon/contract';
import {
  appendAuditEvent,
  countEnrolmentTokenUse,
  type EnrolmentHolder,
  findEnrolledDevice,
  findEnrolmentHolder,
  findOrganisationProfile,
  hasIdentifier,
  insertDevice,
  insertEnrolmentDeliveries,
  type LockedEnrolmentToken,
  lockEnrolmentToken,
  lockPredecessor,
  moveDeviceNotice,
  type NewDevice,
  retireInFavourOf,
  type Tx,
} from '@cordon/db';
import type { Catalogue } from '@cordon/policy';
import { newId } from '@cordon/runtime';
import type { PublicKey } from '../../jose/public-key.ts';
import { isAllowedByLimits } from './enrolment-limits.ts';
import { toNewDevice } from './new-device.ts';
import { recipientsOf } from './recipients.ts';

/** A verified request to enrol. */
export interface Enrolment {
  organisationId: string;
  tokenId: string;
  device: EnrolmentRequest['device'];
  key: PublicKey;
  catalogue: Catalogue;
  publicUrl: string;
  now: Date;
}

export interface Enrolled {
  deviceId: string;
  state: 'active' | 'pending';
  /** False: this key had enrolled with this token before. */
  isNew: boolean;
  organisation: { id: string; name: string; publicKeys: Record<string, unknown>[] };
  deliveryIds: string[];
}

/**
 * Uses the token up by one and adds the device, in one transaction that holds the token's lock: of parallel uses each
 * sees what those before it did. A refusal rolls everything back.
 *
 * @throws AppError `token-…`, `device-not-allowed`, `device-already-enrolled`
 */
export async function enrolDevice(tx: Tx, enrolment: Enrolment): Promise<Enrolled> {
  const token = await lockEnrolmentToken(tx, enrolment.tokenId);
  if (!token) throw new AppError('token-unknown', 'This enrolment token does not exist.');
  const organisation = await findOrganisationProfile(tx, enrolment.organisationId);
  const present = await findEnrolledDevice(tx, token.id, enrolment.key.thumbprint);
  if (present) {
    return { deviceId: present.id, state: present.state, isNew: false, organisation, deliveryIds: [] };
  }
  assertUsable(token, enrolment.now);
  if (!isAllowedByLimits(enrolment.catalogue, token.limits, enrolment.device)) {
    throw new AppError('device-not-allowed', 'This enrolment token is for other devices.');
  }
  const id = newId(enrolment.now);
  const predecessor = await retireReplaced(tx, enrolment, token, id);
  const holderId = predecessor?.personId ?? token.personId;
  const holder = holderId === null ? undefined : await findEnrolmentHolder(tx, holderId);
  const device = toNewDevice({ ...enrolment, id, token, holder, predecessor });
  await addDevice(tx, enrolment, device);
  if (predecessor) await moveDeviceNotice(tx, predecessor, id);
  await countEnrolmentTokenUse(tx, token.id);
  const deliveryIds = await tell(tx, enrolment, token, holder, device);
  return { deviceId: id, state: device.state, isNew: true, organisation, deliveryIds };
}

function assertUsable(token: LockedEnrolmentToken, now: Date): void {
  if (token.revokedAt !== null) throw new AppError('token-revoked', 'This enrolment token was revoked.');
  if (token.expiresAt <= now) throw new AppError('token-expired', 'This enrolment token has expired.');
  if (token.uses >= token.maxUses) {
    throw new AppError('token-used-up', 'This enrolment token has been used as often as it may.');
  }
}

/**
 * Retires the device that the token's enrolment replaces: first, so that its identifiers are free for the successor.
 *
 * @throws AppError `device-not-allowed` if it is retired already: it has a successor, or is to have none
 */
async function retireReplaced(
  tx: Tx,
  { organisationId, now }: Enrolment,
  token: LockedEnrolmentToken,
  successorId: string,
): Promise<Awaited<ReturnType<typeof lockPredecessor>>> {
  if (token.replacesDeviceId === null) return undefined;
  const predecessor = await lockPredecessor(tx, token.replacesDeviceId);
  if (!predecessor || predecessor.state === 'retired') {
    throw new AppError('device-not-allowed', 'The device that this enrolment token replaces is retired already.');
  }
  const findingIds = await retireInFavourOf(tx, predecessor, successorId, now);
  await appendAuditEvent(tx, organisationId, {
    at: now,
    actor: { kind: 'device', id: successorId },
    action: 'device.retired',
    target: { kind: 'device', id: predecessor.id },
    unitId: predecessor.unitId,
    personId: predecessor.personId ?? undefined,
    details: {
      before: { state: predecessor.state },
      after: { state: 'retired', reason: 'replaced', successorId, findingsTakenOver: findingIds.length },
    },
  });
  return predecessor;
}

async function addDevice(tx: Tx, { organisationId, now }: Enrolment, device: NewDevice): Promise<void> {
  const isTaken = await hasIdentifier(tx, organisationId, device.identifiers);
  // The second check is that of the primary key, which no parallel enrolment gets past.
  if (isTaken || !(await insertDevice(tx, device))) {
    throw new AppError('device-already-enrolled', 'A device with this key, serial number or IMEI is enrolled here.');
  }
  const { id, state, unitId, ownership, manufacturer, model, keyThumbprint } = device;
  const { enrolmentTokenId, replacesDeviceId } = device;
  await appendAuditEvent(tx, organisationId, {
    at: now,
    actor: { kind: 'device', id },
    action: 'device.enrolled',
    target: { kind: 'device', id },
    unitId,
    personId: device.personId ?? undefined,
    details: {
      after: { state, unitId, ownership, manufacturer, model, keyThumbprint, enrolmentTokenId, replacesDeviceId },
    },
  });
}

/** Queues the messages to the token's maker and to the person it is bound to. */
async function tell(
  tx: Tx,
  { organisationId, now, publicUrl }: Enrolment,
  token: LockedEnrolmentToken,
  holder: EnrolmentHolder | undefined,
  device: NewDevice,
): Promise<string[]> {
  const deliveries = recipientsOf(token.createdBy, holder).map((recipient) => ({
    ...recipient,
    id: newId(now),
    detail: { deviceId: device.id, enrolmentTokenId: token.id, state: device.state },
  }));
  await insertEnrolmentDeliveries(tx, organisationId, deliveries, publicUrl, now);
  return deliveries.map((delivery) => delivery.id);
}

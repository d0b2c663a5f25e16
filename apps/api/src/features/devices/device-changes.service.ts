import { AppError, type Device, type DevicePatch } from '@cordon/contract';
import {
  appendAuditEvent,
  approveDevice,
  findDevice,
  findPerson,
  findUnit,
  holdPerson,
  lockDeviceState,
  resolveFindings,
  retireDevice,
  type Tx,
  updateDevice,
  withOrganisation,
} from '@cordon/db';
import type { Operator } from '../../plugins/operator.ts';
import { changedMembers } from '../../resources/changes.ts';
import { iso } from '../../resources/instants.ts';
import { notFound, unknownReference } from '../../resources/refusals.ts';
import { ringEvaluate } from '../../resources/ring-evaluate.ts';
import { toDevice } from './device-view.ts';
import { type DeviceDeps, namesShown, readDevice } from './devices.service.ts';

type Row = NonNullable<Awaited<ReturnType<typeof findDevice>>>;

/** What one change of a device does, within its transaction; the device's state is locked. */
export type Change = (tx: Tx, device: Row, now: Date) => Promise<void>;

/** Does the change of one device, rings for it to be judged after the commit, and answers how it stands then. */
async function change(deps: DeviceDeps, operator: Operator, id: string, work: Change): Promise<Device> {
  await doChange(deps, operator, id, work);
  await ringEvaluate(deps.queues, operator.organisationId, [id]);
  return toDevice(await readDevice(deps, operator, 'devices:write', id), namesShown(operator));
}

/**
 * Finds the device and does the change, in one transaction; who calls it rings for the device to be judged.
 *
 * @throws AppError `not-found`, and whatever the change throws
 */
export async function doChange(deps: DeviceDeps, operator: Operator, id: string, work: Change): Promise<void> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const scope = operator.unitScope('devices:write');
  await withOrganisation(deps.database, organisationId, async (tx) => {
    if (!(await findDevice(tx, organisationId, id, scope))) throw notFound('device');
    await lockDeviceState(tx, id);
    const device = await findDevice(tx, organisationId, id, scope);
    if (!device) throw notFound('device');
    await work(tx, device, now);
  });
  deps.directory.forget(id);
}

/**
 * Assigns, tags or groups a device. A new unit, ownership or group changes which policies apply, a new holder who is told:
 * it is judged again.
 *
 * @throws AppError `not-found`, `validation` for a unit or person out of reach, `conflict` for a retired device
 */
export function changeDevice(deps: DeviceDeps, operator: Operator, id: string, patch: DevicePatch): Promise<Device> {
  return change(
    deps,
    operator,
    id,
    patching(operator, () => patch),
  );
}

/** The change that a patch makes, which may depend on what stands. */
export function patching(operator: Operator, patchOf: (device: Row) => DevicePatch): Change {
  return async (tx, device, now) => {
    if (device.state === 'retired') throw new AppError('conflict', 'This device is retired.');
    const changed = changedMembers(device, withoutRepeats(patchOf(device)));
    if (!changed) return;
    const after = changed.after as DevicePatch;
    await assertReach(tx, operator, after);
    const isScopeChanged = 'unitId' in after || 'ownership' in after || 'groups' in after;
    const isRejudged = isScopeChanged || 'personId' in after;
    await updateDevice(tx, device, after, { isScopeChanged, isRejudged }, now);
    await audit(tx, operator, 'device.changed', device, now, { ...changed });
  };
}

function withoutRepeats(patch: DevicePatch): DevicePatch {
  const { groups, tags, ...rest } = patch;
  return { ...rest, groups: groups && [...new Set(groups)].sort(), tags: tags && [...new Set(tags)].sort() };
}

async function assertReach(tx: Tx, operator: Operator, { unitId, personId }: DevicePatch): Promise<void> {
  const { organisationId } = operator;
  if (unitId && !(await findUnit(tx, organisationId, unitId, operator.unitScope('devices:write'))))
    throw unknownReference('/unitId', 'unit');
  if (!personId) return;
  await holdPerson(tx, personId);
  const person = await findPerson(tx, organisationId, personId, operator.unitScope('people:read'));
  if (!person || person.erasedAt) throw unknownReference('/personId', 'person');
}

/** Lets a pending device in: its reports so far are judged. @throws AppError `not-found`, `conflict` if it is not pending */
export function admitDevice(deps: DeviceDeps, operator: Operator, id: string): Promise<Device> {
  return change(deps, operator, id, approving(operator));
}

/** The change that lets a pending device in. */
export function approving(operator: Operator): Change {
  return async (tx, device, now) => {
    if (device.state !== 'pending') throw new AppError('conflict', `This device is ${device.state}, not pending.`);
    await approveDevice(tx, device.id, now);
    const details = { before: { state: device.state }, after: { state: 'active' } };
    await audit(tx, operator, 'device.approved', device, now, details);
  };
}

/** Takes a device out of service for good. @throws AppError `not-found`, `conflict` if it is retired */
export function withdrawDevice(deps: DeviceDeps, operator: Operator, id: string, reason: string): Promise<Device> {
  return change(deps, operator, id, retiring(operator, reason));
}

/** The change that takes a device out of service. */
export function retiring(operator: Operator, reason: string): Change {
  return async (tx, device, now) => {
    if (device.state === 'retired') throw new AppError('conflict', 'This device is retired already.');
    await retireDevice(tx, device, reason, now);
    const after = { state: 'retired', retiredAt: iso(now), reason };
    await audit(tx, operator, 'device.retired', device, now, { before: { state: device.state }, after });
  };
}

/**
 * Confirms that a device is what it says it is, although what it said contradicted itself: resolves its identity conflicts,
 * which do not open again for the same values.
 *
 * @throws AppError `not-found`, `conflict` if no such conflict is open
 */
export function confirmIdentity(deps: DeviceDeps, operator: Operator, id: string, reason: string): Promise<Device> {
  return change(deps, operator, id, async (tx, device, now) => {
    const { organisationId } = operator;
    const end = { resolvedReason: 'confirmed', ruleType: 'identity', detail: { reason } };
    const findingIds = await resolveFindings(tx, organisationId, id, end, now);
    if (findingIds.length === 0) throw new AppError('conflict', 'No identity conflict is open on this device.');
    // Judging again also tells whoever was told of the conflict.
    await updateDevice(tx, device, {}, { isScopeChanged: false, isRejudged: true }, now);
    await audit(tx, operator, 'device.identity-confirmed', device, now, { reason, findingIds });
  });
}

function audit(
  tx: Tx,
  operator: Operator,
  action: string,
  device: Pick<Row, 'id' | 'unitId'>,
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const target = { kind: 'device', id: device.id };
  const event = { at, actor: operator.actor, action, target, unitId: device.unitId, details };
  return appendAuditEvent(tx, operator.organisationId, event);
}

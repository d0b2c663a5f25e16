import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
});
afterAll(() => host.close());

const bulk = async (caller: TestCaller, deviceIds: string[], change: object) => {
  const { status, body, text } = await caller.send('POST', '/v1/devices/bulk', { deviceIds, change });
  if (status !== 200) throw new Error(text);
  return body.items.map((item: { refusal: { code: string } | null }) => item.refusal?.code ?? 'done');
};
const show = async (id: string) => (await owner.get(`/v1/devices/${id}`)).body;

describe('a change of many devices', () => {
  test('is made of each by itself: one that is refused says why and does not hold the others up', async () => {
    const [first, second, pending] = [
      await enrolDevice(host),
      await enrolDevice(host),
      await enrolDevice(host, { requireApproval: true }),
    ];
    const unknown = '01900000-0000-7000-8000-000000000000';
    const all = [first.id, unknown, second.id, pending.id];
    expect(await bulk(owner, all, { kind: 'approve' })).toEqual(['conflict', 'not-found', 'conflict', 'done']);
    expect(await bulk(owner, [first.id, first.id], { kind: 'retire', reason: 'lost' })).toEqual(['done']);
    const tag = { kind: 'tag', add: ['pilot'] };
    expect(await bulk(owner, all, tag)).toEqual(['conflict', 'not-found', 'done', 'done']);
    expect(await show(first.id)).toMatchObject({ state: 'retired', retiredReason: 'lost', tags: [] });
    expect(await show(pending.id)).toMatchObject({ state: 'active', tags: ['pilot'] });
    const { body } = await owner.get(`/v1/audit-events?targetId=${second.id}&limit=1`);
    expect(body.items[0]).toMatchObject({ action: 'device.changed', details: { after: { tags: ['pilot'] } } });
  });

  test('adds and removes tags beside those that a device has, up to as many as one may have', async () => {
    const device = await enrolDevice(host);
    await owner.send('PATCH', `/v1/devices/${device.id}`, { tags: ['kept', 'old'] });
    expect(await bulk(owner, [device.id], { kind: 'tag', add: ['new', 'kept'], remove: ['old'] })).toEqual(['done']);
    expect((await show(device.id)).tags).toEqual(['kept', 'new']);
    const many = Array.from({ length: 49 }, (_, n) => `tag-${n}`);
    expect(await bulk(owner, [device.id], { kind: 'tag', add: many })).toEqual(['validation']);
    expect((await show(device.id)).tags).toEqual(['kept', 'new']);
  });

  test('assigns unit, holder and ownership, and has the devices judged again', async () => {
    const unitId = await createUnitByApi(owner, 'hangar', host.organisation.rootUnitId);
    const personId = await createPersonByApi(owner, { unitId, name: 'Cpl Bulk' });
    const devices = [await enrolDevice(host), await enrolDevice(host)];
    host.jobs.splice(0);
    const ids = devices.map(({ id }) => id);
    expect(await bulk(owner, ids, { kind: 'assign', unitId, personId, ownership: 'issued' })).toEqual(['done', 'done']);
    expect(await show(ids[1] as string)).toMatchObject({
      unit: { id: unitId },
      person: { id: personId },
      ownership: 'issued',
    });
    expect(JSON.stringify(host.jobs)).toContain(ids[1]);
    const nowhere = { kind: 'assign', unitId: ids[0] };
    expect(await bulk(owner, ids, nowhere)).toEqual(['validation', 'validation']);
  });

  test('reaches no device outside the units of the caller, and needs the permission to change devices', async () => {
    const unitId = await createUnitByApi(owner, 'depot', host.organisation.rootUnitId);
    const [inside, outside] = [await enrolDevice(host, { unitId }), await enrolDevice(host)];
    const helpdesk = await createCaller(host, 'helpdesk', { unitId });
    const change = { kind: 'retire', reason: 'lost' };
    expect(await bulk(helpdesk, [outside.id, inside.id], change)).toEqual(['not-found', 'done']);
    expect((await show(outside.id)).state).toBe('active');
    const commander = await createCaller(host, 'commander', { unitId });
    const body = { deviceIds: [inside.id], change };
    expect((await commander.send('POST', '/v1/devices/bulk', body)).status).toBe(403);
  });

  test('is bounded: more than 100 devices, or a change that is none, are refused', async () => {
    const ids = Array.from({ length: 101 }, () => crypto.randomUUID());
    const send = (body: object) => owner.send('POST', '/v1/devices/bulk', body);
    expect((await send({ deviceIds: ids, change: { kind: 'approve' } })).status).toBe(422);
    expect((await send({ deviceIds: [], change: { kind: 'approve' } })).status).toBe(422);
    expect((await send({ deviceIds: ids.slice(0, 1), change: { kind: 'wipe' } })).status).toBe(422);
  });
});

import { withOrganisation } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let root: string;
let other: TestOrganisation;

beforeAll(async () => {
  host = await createTestApp();
  root = host.organisation.rootUnitId;
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
});
afterAll(() => host.close());

const epoch = () =>
  withOrganisation(host.database, host.organisationId, (tx) => tx.organisation.findFirstOrThrow()).then(
    (o) => o.rulesEpoch,
  );

describe('units', () => {
  test('a unit is made, shown, listed and renamed, and the record says by whom', async () => {
    host.clock.advance(1);
    const id = await createUnitByApi(owner, 'air-command', root);
    expect((await owner.get(`/v1/units/${id}`)).body).toMatchObject({
      key: 'air-command',
      parentId: root,
      path: [root, id],
    });
    const before = await epoch();
    const renamed = await owner.send('PATCH', `/v1/units/${id}`, { name: 'Air Command' });
    expect(renamed.body.name).toBe('Air Command');
    expect(await epoch()).toBe(before);
    const list = await owner.get('/v1/units?limit=1');
    expect(list.body.items).toHaveLength(1);
    const rest = await owner.get(`/v1/units?cursor=${list.body.nextCursor}`);
    expect(rest.body.items.map((unit: { id: string }) => unit.id)).toContain(id);
    const events = await withOrganisation(host.database, host.organisationId, (tx) =>
      tx.auditEvent.findMany({ where: { targetKind: 'unit', targetId: id }, orderBy: { id: 'asc' } }),
    );
    const changed = events.find((event) => event.action === 'unit.changed');
    expect(changed).toMatchObject({ actorKind: 'api-token', actorId: owner.operator.apiTokenId });
    expect(JSON.parse(changed?.details ?? '')).toEqual({
      before: { name: 'air-command' },
      after: { name: 'Air Command' },
    });
  });

  test('moving a unit takes all below it along, raises the epoch and dates the scope of its devices', async () => {
    const [east, west] = [await createUnitByApi(owner, 'east', root), await createUnitByApi(owner, 'west', root)];
    const wing = await createUnitByApi(owner, 'wing', east);
    const squadron = await createUnitByApi(owner, 'squadron', wing);
    const device = await enrolDevice(host, { unitId: squadron });
    const before = await epoch();
    host.clock.advance(1_000);
    expect((await owner.send('PATCH', `/v1/units/${wing}`, { parentId: west })).body.path).toEqual([root, west, wing]);
    expect((await owner.get(`/v1/units/${squadron}`)).body.path).toEqual([root, west, wing, squadron]);
    expect(await epoch()).toBe(before + 1n);
    const row = await withOrganisation(host.database, host.organisationId, (tx) =>
      tx.device.findUniqueOrThrow({ where: { id: device.id } }),
    );
    expect(row.scopeChangedAt).toEqual(host.clock.now());
  });

  test('no move makes a cycle, also not two at once', async () => {
    const [a, b] = [await createUnitByApi(owner, 'a', root), await createUnitByApi(owner, 'b', root)];
    expect((await owner.send('PATCH', `/v1/units/${a}`, { parentId: a })).status).toBe(422);
    const both = await Promise.all([
      owner.send('PATCH', `/v1/units/${a}`, { parentId: b }),
      owner.send('PATCH', `/v1/units/${b}`, { parentId: a }),
    ]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 422]);
    expect((await owner.send('PATCH', `/v1/units/${root}`, { parentId: a })).status).toBe(422);
  });

  test('a unit is deleted only when nothing refers to it; the root never', async () => {
    const id = await createUnitByApi(owner, 'short-lived', root);
    const personId = await createPersonByApi(owner, { unitId: id, name: 'Someone' });
    expect((await owner.send('DELETE', `/v1/units/${id}`)).body).toMatchObject({ type: 'urn:cordon:problem:conflict' });
    await owner.send('PATCH', `/v1/people/${personId}`, { unitId: root });
    expect((await owner.send('DELETE', `/v1/units/${id}`)).status).toBe(204);
    expect((await owner.get(`/v1/units/${id}`)).status).toBe(404);
    expect((await owner.send('DELETE', `/v1/units/${root}`)).status).toBe(409);
  });

  test('keys are unique, and unknown members are refused', async () => {
    await createUnitByApi(owner, 'navy', root);
    const again = await owner.send('POST', '/v1/units', { key: 'navy', name: 'x', parentId: root });
    expect(again.status).toBe(409);
    const extra = await owner.send('POST', '/v1/units', { key: 'x', name: 'x', parentId: root, path: [] });
    expect(extra.status).toBe(422);
  });

  test('within a unit, what is outside answers as what does not exist', async () => {
    const mine = await createUnitByApi(owner, 'mine', root);
    const admin = await createCaller(host, 'administrator', { unitId: mine });
    const unknown = await admin.get('/v1/units/01900000-0000-7000-8000-000000000000');
    expect(unknown.status).toBe(404);
    for (const id of [root, other.rootUnitId]) {
      expect((await admin.get(`/v1/units/${id}`)).text).toBe(unknown.text);
      expect((await admin.send('PATCH', `/v1/units/${id}`, { name: 'x', key: 'y' })).text).toBe(unknown.text);
      expect((await admin.send('DELETE', `/v1/units/${id}`)).text).toBe(unknown.text);
      const child = await admin.send('POST', '/v1/units', { key: 'child', name: 'child', parentId: id });
      expect(child.body.errors).toEqual([{ pointer: '/parentId', detail: 'There is no such unit.' }]);
    }
    const list = await admin.get('/v1/units');
    expect(list.body.items.map((unit: { id: string }) => unit.id)).toEqual([mine]);
  });
});

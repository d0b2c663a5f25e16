import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  type TestCaller,
} from '../../testing/test-callers.ts';
import { createTestDevice, enrolTestDevice } from '../../testing/test-device.ts';

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

const inDays = (days: number) => new Date(host.clock.now().getTime() + days * 86_400_000).toISOString();
const body = (changes: object = {}) => ({
  label: 'T',
  unitId: root,
  ownership: 'issued',
  expiresAt: inDays(7),
  ...changes,
});

describe('enrolment tokens', () => {
  test('the answer that makes one holds the token once, with a QR code; a device enrols with it, and the use is counted', async () => {
    const made = await owner.send(
      'POST',
      '/v1/enrolment-tokens',
      body({ maxUses: 2, limits: { vendors: ['xiaomi'] } }),
    );
    expect(made.status).toBe(201);
    const { id, token, enrolment, qrCode } = made.body;
    expect(enrolment).toEqual({ url: new URL(host.deps.config.publicUrl).origin, token });
    expect(qrCode).toMatch(/^<svg[^>]*>/);
    expect(made.headers['cache-control']).toBe('no-store');
    await enrolTestDevice(host, await createTestDevice(), token);
    const shown = await owner.get(`/v1/enrolment-tokens/${id}`);
    expect(shown.body).toMatchObject({ uses: 1, maxUses: 2, state: 'valid', limits: { vendors: ['xiaomi'] } });
    expect(shown.text).not.toContain(token);
    expect((await owner.get('/v1/enrolment-tokens')).text).not.toContain(token);
  });

  test('vendors of the limits are catalogue keys in any case, stored as keys once each; a misspelt one is refused with the nearest', async () => {
    const send = (limits: object) => owner.send('POST', '/v1/enrolment-tokens', body({ limits }));
    const made = await send({ vendors: ['Xiaomi', 'SAMSUNG', 'xiaomi'] });
    expect(made.body.limits).toEqual({ vendors: ['xiaomi', 'samsung'] });
    await enrolTestDevice(host, await createTestDevice({ facts: { serialNumber: 'LIMITED' } }), made.body.token);
    const misspelt = await send({ vendors: ['xiaomi', 'Samsong'] });
    expect(misspelt.status).toBe(422);
    expect(misspelt.body.errors).toEqual([
      { pointer: '/limits/vendors/1', detail: 'The catalogue has no vendor "Samsong": did you mean samsung?' },
    ]);
    expect((await send({ vendors: ['qqqqqqqqqqqq'] })).body.errors).toMatchObject([{ pointer: '/limits/vendors/0' }]);
  });

  test('vendors of the limits may be of the organisation’s own catalogue, and of no other’s', async () => {
    const limits = { vendors: ['Field-Phones'] };
    expect((await owner.send('POST', '/v1/enrolment-tokens', body({ limits }))).status).toBe(422);
    const sources = [{ title: 'Contract', date: '2014-10-01' }];
    const entry = { key: 'field-phones', name: 'Field Phones', brands: ['Fieldcom'], sources, asOf: '2014-10-01' };
    expect((await owner.send('PUT', '/v1/catalogue/vendors/field-phones', entry)).status).toBe(200);
    const made = await owner.send('POST', '/v1/enrolment-tokens', body({ limits }));
    expect(made.body.limits).toEqual({ vendors: ['field-phones'] });
    const facts = { manufacturer: 'Fieldcom', brand: 'Fieldcom', model: 'F1', product: 'f1' };
    await enrolTestDevice(host, await createTestDevice({ facts }), made.body.token);
    const stranger = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
    const theirs = await stranger.send('POST', '/v1/enrolment-tokens', body({ unitId: other.rootUnitId, limits }));
    expect(theirs.body.errors).toMatchObject([{ pointer: '/limits/vendors/0' }]);
  });

  test('IMEIs of the limits have 14 to 16 digits', async () => {
    const send = (imeis: string[]) => owner.send('POST', '/v1/enrolment-tokens', body({ limits: { imeis } }));
    expect((await send(['8'.repeat(14), '8'.repeat(15), '8'.repeat(16)])).status).toBe(201);
    for (const imei of ['8'.repeat(13), '8'.repeat(17), '86745102000000x', '86-745102-000000', '']) {
      const refused = await send(['867451020000007', imei]);
      expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/limits/imeis/1']);
    }
  });

  test('a token that replaces a device is for one use', async () => {
    const { id: replacesDeviceId } = await enrolDevice(host);
    const refused = await owner.send('POST', '/v1/enrolment-tokens', body({ replacesDeviceId, maxUses: 2 }));
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/maxUses']);
    expect((await owner.send('POST', '/v1/enrolment-tokens', body({ replacesDeviceId }))).status).toBe(201);
  });

  test('a revoked token lets nobody in, and is revoked once', async () => {
    const { body: made } = await owner.send('POST', '/v1/enrolment-tokens', body());
    const revoked = await owner.send('POST', `/v1/enrolment-tokens/${made.id}/revoke`);
    expect(revoked.body).toMatchObject({ state: 'revoked', revokedAt: host.clock.now().toISOString() });
    await expect(enrolTestDevice(host, await createTestDevice(), made.token)).rejects.toThrow(/token-revoked/);
    expect((await owner.send('POST', `/v1/enrolment-tokens/${made.id}/revoke`)).status).toBe(409);
  });

  test('a token for a person is of that person’s unit; lives that are over or too long are refused', async () => {
    const unitId = await createUnitByApi(owner, 'camp', root);
    const personId = await createPersonByApi(owner, { unitId, name: 'P' });
    const made = await owner.send('POST', '/v1/enrolment-tokens', { ...body({ personId }), unitId: undefined });
    expect(made.body).toMatchObject({ unitId, personId });
    for (const days of [-1, 0, 367]) {
      const refused = await owner.send('POST', '/v1/enrolment-tokens', body({ expiresAt: inDays(days) }));
      expect(refused.body.errors).toMatchObject([{ pointer: '/expiresAt' }]);
    }
    const nobody = await owner.send('POST', '/v1/enrolment-tokens', { ...body(), unitId: undefined });
    expect(nobody.status).toBe(422);
  });

  test('those that end soon are the valid ones alone', async () => {
    const make = async (days: number) =>
      (await owner.send('POST', '/v1/enrolment-tokens', body({ expiresAt: inDays(days) }))).body;
    const [near, far, used, revoked] = [await make(6), await make(8), await make(6), await make(6)];
    await enrolTestDevice(host, await createTestDevice(), used.token);
    await owner.send('POST', `/v1/enrolment-tokens/${revoked.id}/revoke`);
    const { items } = (await owner.get('/v1/enrolment-tokens?endsWithinDays=7&limit=200')).body;
    const listed = items.map(({ id }: { id: string }) => id);
    expect([near, far, used, revoked].map(({ id }) => listed.includes(id))).toEqual([true, false, false, false]);
  });

  test('units, people and devices out of reach are refused as unknown ones, and such tokens are not to be seen', async () => {
    const unitId = await createUnitByApi(owner, 'base', root);
    const device = await enrolDevice(host);
    const helpdesk = await createCaller(host, 'helpdesk', { unitId });
    const unknownId = '01900000-0000-7000-8000-000000000000';
    const send = (changes: object) => helpdesk.send('POST', '/v1/enrolment-tokens', body({ unitId, ...changes }));
    for (const outside of [root, other.rootUnitId])
      expect((await send({ unitId: outside })).text).toBe((await send({ unitId: unknownId })).text);
    expect((await send({ replacesDeviceId: device.id })).text).toBe((await send({ replacesDeviceId: unknownId })).text);
    const { body: theirs } = await owner.send('POST', '/v1/enrolment-tokens', body());
    const unknown = await helpdesk.get(`/v1/enrolment-tokens/${unknownId}`);
    expect((await helpdesk.get(`/v1/enrolment-tokens/${theirs.id}`)).text).toBe(unknown.text);
    expect((await helpdesk.send('POST', `/v1/enrolment-tokens/${theirs.id}/revoke`)).text).toBe(unknown.text);
    const commander = await createCaller(host, 'commander', { unitId });
    expect((await commander.get('/v1/enrolment-tokens')).status).toBe(403);
  });
});

import { foldFleetCounts } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  type TestCaller,
} from '../../testing/test-callers.ts';
import { sendReport, signReport, type TestDevice } from '../../testing/test-device.ts';

let host: TestApp;
let owner: TestCaller;
let other: TestOrganisation;
let squadronId: string;
let redmi: TestDevice;
let pixel: TestDevice;

const SIGNER = `sha256:${'ab'.repeat(32)}`;
const WECHAT = { package: 'com.tencent.mm', version: '8.0.1', signers: [SIGNER] };

async function reportAndJudge(device: TestDevice, seq: number, sections: object, organisationId = host.organisationId) {
  const answer = await sendReport(host, await signReport(host, device, seq, { payload: sections as never }));
  expect(answer.statusCode).toBe(202);
  await host.deps.judge(organisationId, [device.id]);
}

const counted = () => foldFleetCounts(host.database, host.clock.now());

beforeAll(async () => {
  host = await createTestApp({ placeOf: (ip) => (ip.startsWith('42.62.') ? { country: 'CN' } : {}) });
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
  squadronId = await createUnitByApi(owner, 'squadron', host.organisation.rootUnitId);
  redmi = await enrolDevice(host, { unitId: squadronId });
  pixel = await enrolDevice(host);
  const foreign = await enrolDevice(host, { organisationId: other.id, unitId: other.rootUnitId });
  const connections = [{ host: 'api.account.xiaomi.com', ip: '42.62.48.5', data: ['imei', 'phone-number'] }];
  await reportAndJudge(redmi, 1, { apps: [WECHAT], connections });
  await reportAndJudge(pixel, 1, {
    apps: [{ ...WECHAT, version: '8.0.2' }, { package: 'org.example_50%' }],
    connections: [{ ip: '192.0.2.7' }],
  });
  await reportAndJudge(foreign, 1, { apps: [WECHAT], connections }, other.id);
  await counted();
});
afterAll(() => host.close());

const idsOf = (body: { items: { id: string }[] }) => body.items.map((item) => item.id);

describe('the apps of the fleet', () => {
  test('tell packages with signers, versions and the number of devices, most first, page by page', async () => {
    const { body } = await owner.get('/v1/apps?limit=1');
    expect(body.items).toEqual([
      {
        package: 'com.tencent.mm',
        devices: 2,
        signers: [{ signers: [SIGNER], devices: 2 }],
        versions: expect.arrayContaining([
          { version: '8.0.1', devices: 1 },
          { version: '8.0.2', devices: 1 },
        ]),
      },
    ]);
    const next = await owner.get(`/v1/apps?limit=1&cursor=${body.nextCursor}`);
    expect(next.body).toMatchObject({
      items: [{ package: 'org.example_50%', versions: [{ version: null }] }],
      nextCursor: null,
    });
    expect((await owner.get('/v1/apps?cursor=zzz')).status).toBe(422);
  });

  test('are searched by a part of the name, taken as it stands', async () => {
    const names = async (q: string) =>
      (await owner.get(`/v1/apps?q=${encodeURIComponent(q)}`)).body.items.map(
        (item: { package: string }) => item.package,
      );
    expect(await names('TENCENT')).toEqual(['com.tencent.mm']);
    expect(await names('_50%')).toEqual(['org.example_50%']);
    expect(await names('%')).toEqual(['org.example_50%']);
  });

  test('lead to their devices, by the list of devices and by their own', async () => {
    expect(idsOf((await owner.get('/v1/devices?package=com.tencent.mm')).body).sort()).toEqual(
      [redmi.id, pixel.id].sort(),
    );
    expect(idsOf((await owner.get('/v1/apps/org.example_50%25/devices')).body)).toEqual([pixel.id]);
    expect(idsOf((await owner.get('/v1/devices?package=com.tencent.MM')).body)).toEqual([]);
  });
});

describe('the destinations of the fleet', () => {
  test('tell host, country, data categories, days and the number of devices', async () => {
    const { body } = await owner.get('/v1/destinations?country=CN');
    expect(body.items).toEqual([
      {
        id: expect.any(String),
        host: 'api.account.xiaomi.com',
        country: 'CN',
        categories: ['imei', 'phone-number'],
        devices: 1,
        firstSeen: '2014-10-22',
        lastSeen: '2014-10-22',
      },
    ]);
    expect(idsOf((await owner.get(`/v1/destinations/${body.items[0].id}/devices`)).body)).toEqual([redmi.id]);
  });

  test('answer which phones spoke to a network since a day, or to a host', async () => {
    const devices = async (query: string) => idsOf((await owner.get(`/v1/devices?${query}`)).body);
    expect(await devices('network=42.62.48.0/24&since=2014-10-01')).toEqual([redmi.id]);
    expect(await devices('network=42.62.48.0/24&since=2014-10-23')).toEqual([]);
    expect(await devices('network=42.62.49.0/24')).toEqual([]);
    expect(await devices('destination=API.account.xiaomi.com.')).toEqual([redmi.id]);
    expect(await devices('destination=192.0.2.7')).toEqual([pixel.id]);
    expect(await devices('network=0.0.0.0/0')).toHaveLength(2);
    const hosts = (await owner.get('/v1/destinations?network=42.62.48.0/24&q=account')).body.items;
    expect(hosts).toMatchObject([{ host: 'api.account.xiaomi.com', devices: 1 }]);
    for (const network of ['42.62.48.0/40', 'nowhere', '::ffff:1.2.3.4']) {
      expect((await owner.get(`/v1/devices?network=${network}`)).status).toBe(422);
    }
  });
});

describe('the inventory keeps to the caller', () => {
  test('within a unit only what its devices have and spoke to is told', async () => {
    const commander = await createCaller(host, 'commander', { unitId: squadronId });
    expect((await commander.get('/v1/apps')).body.items).toMatchObject([
      { package: 'com.tencent.mm', devices: 1, versions: [{ version: '8.0.1', devices: 1 }] },
    ]);
    expect((await commander.get('/v1/destinations')).body.items).toMatchObject([{ host: 'api.account.xiaomi.com' }]);
    expect((await commander.get('/v1/destinations?network=192.0.2.0/24')).body.items).toEqual([]);
    expect(idsOf((await commander.get('/v1/devices?package=com.tencent.mm')).body)).toEqual([redmi.id]);
  });

  test('another organisation’s devices are in no count and in no list', async () => {
    const stranger = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
    expect((await stranger.get('/v1/apps')).body.items).toMatchObject([{ package: 'com.tencent.mm', devices: 1 }]);
    const [own] = (await owner.get('/v1/destinations?country=CN')).body.items;
    expect((await stranger.get(`/v1/devices?package=org.example_50%25`)).body.items).toEqual([]);
    expect(idsOf((await stranger.get(`/v1/destinations/${own.id}/devices`)).body)).not.toContain(redmi.id);
  });
});

describe('what leaves the inventory', () => {
  test('a retired device, and what an erased person’s devices had', async () => {
    const personId = await createPersonByApi(owner, {
      unitId: squadronId,
      name: 'Asha Rao',
      email: 'asha@example.org',
    });
    const held = await enrolDevice(host, { personId });
    const retired = await enrolDevice(host);
    for (const device of [held, retired]) {
      await reportAndJudge(device, 1, {
        apps: [{ package: 'com.example.secret' }],
        connections: [{ host: 'secret.example' }],
      });
    }
    const found = async () => {
      await counted();
      const apps = (await owner.get('/v1/apps?q=secret')).body.items;
      const destinations = (await owner.get('/v1/destinations?q=secret')).body.items;
      return [apps[0]?.devices, destinations[0]?.devices];
    };
    expect(await found()).toEqual([2, 2]);
    await owner.send('POST', `/v1/devices/${retired.id}/retire`, { reason: 'lost' });
    expect(await found()).toEqual([1, 1]);
    expect((await owner.send('DELETE', `/v1/people/${personId}`)).status).toBe(204);
    expect(await found()).toEqual([undefined, undefined]);
  });
});

describe('judging again', () => {
  test('shows its progress among the devices of the caller’s units', async () => {
    const { body } = await owner.get('/v1/organisation/rejudgement');
    const epoch = (await owner.get('/v1/organisation')).body.rulesEpoch;
    expect(body).toEqual({ epoch, startedAt: expect.any(String), total: expect.any(Number), remaining: 0 });
    const officer = await createCaller(host, 'security-officer', { unitId: squadronId });
    expect((await officer.get('/v1/organisation/rejudgement')).body.total).toBeLessThan(body.total);
  });
});

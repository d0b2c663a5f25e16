import {
  clearInventory,
  type DestinationFilter,
  foldFleetCounts,
  forgetUnusedNames,
  listAppVariants,
  listDestinations,
  listPackages,
  readRejudgement,
  retireDevice,
  sumFleetCounts,
  withOrganisation,
  withOrganisationSql,
} from '@cordon/db';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { judgeDevices } from './judge-devices.ts';
import { createTestFleet, REDMI, type TestFleet } from './testing/test-fleet.ts';

let database: TestDatabase | undefined;
let fleet: TestFleet;

async function close(): Promise<void> {
  await fleet?.close();
  await database?.drop();
}
beforeEach(async () => {
  await close();
  database = await createTestDatabase();
  fleet = await createTestFleet({ urls: database });
});
afterAll(close);

const SIGNER = `sha256:${'ab'.repeat(32)}`;
const WECHAT = { package: 'com.tencent.mm', version: '8.0.1', signers: [SIGNER] };
const SIGNAL = { package: 'org.thoughtcrime.securesms', version: '7.1', signers: [SIGNER] };
const XIAOMI = { host: 'API.account.xiaomi.com', ip: '42.62.94.2', port: 443, data: ['imei' as const] };

const judge = (...ids: string[]) => judgeDevices(fleet.deps, fleet.organisationId, ids);

async function reportAndJudge(deviceId: string, facts: object, more?: object): Promise<void> {
  await fleet.report(deviceId, facts, more);
  await judge(deviceId);
}

const sql = <T>(work: Parameters<typeof withOrganisationSql<T>>[2]) =>
  withOrganisationSql(fleet.database, fleet.organisationId, work);

async function packages(unitIds?: string[]) {
  await foldFleetCounts(fleet.database, fleet.clock.now());
  return sql((tx) => listPackages(tx, { organisationId: fleet.organisationId, unitIds, limit: 50 }));
}

async function destinations(filter: Partial<DestinationFilter> = {}) {
  await foldFleetCounts(fleet.database, fleet.clock.now());
  return sql((tx) =>
    listDestinations(tx, { organisationId: fleet.organisationId, unitIds: undefined, limit: 50, ...filter }),
  );
}

const writes = () => fleet.rows<{ xmin: string }>('SELECT xmin::text FROM device_inventory ORDER BY 1');

/** What the counts must be, straight from the rows. */
async function recount() {
  return fleet.rows(
    `SELECT 'package' AS kind, s.unit_id, f.package AS item, count(*)::int AS devices
       FROM device_apps a JOIN device_state s USING (device_id) JOIN fleet_apps f ON f.id = a.app_id GROUP BY 2, 3
     UNION ALL SELECT 'destination', s.unit_id, d.destination_id::text, count(DISTINCT device_id)::int
       FROM device_destinations d JOIN device_state s USING (device_id) GROUP BY 2, 3
     UNION ALL SELECT 'device', unit_id, device_state || ' ' || verdict || ' ' || coalesce(vendor, '-'), count(*)::int FROM device_state GROUP BY 2, 3
     UNION ALL SELECT 'epoch', unit_id, judged_epoch::text, count(*)::int FROM device_state WHERE device_state = 'active' GROUP BY 2, 3
     ORDER BY 1, 2, 3`,
  );
}

async function counted() {
  await foldFleetCounts(fleet.database, fleet.clock.now());
  return fleet.rows(
    `SELECT kind, unit_id, item, devices FROM fleet_counts
     WHERE unit_id <> '00000000-0000-0000-0000-000000000000' AND kind IN ('package', 'destination', 'device', 'epoch') ORDER BY 1, 2, 3`,
  );
}

describe('the inventory of apps', () => {
  test('follows the last list of each device, and counts the devices of a package once', async () => {
    const [a, b] = [await fleet.addDevice(), await fleet.addDevice()];
    await reportAndJudge(a, { apps: [WECHAT, SIGNAL, WECHAT] });
    await reportAndJudge(b, { apps: [{ ...WECHAT, version: '8.0.2' }] });
    expect(await packages()).toEqual([
      { package: 'com.tencent.mm', devices: 2 },
      { package: 'org.thoughtcrime.securesms', devices: 1 },
    ]);
    const variants = await sql((tx) => listAppVariants(tx, fleet.organisationId, undefined, ['com.tencent.mm']));
    expect(variants).toMatchObject([
      { version: '8.0.1', signers: [SIGNER], devices: 1 },
      { version: '8.0.2', devices: 1 },
    ]);
    await reportAndJudge(a, { apps: [SIGNAL] });
    await reportAndJudge(b, { apps: [WECHAT] });
    expect(await packages()).toEqual([
      { package: 'com.tencent.mm', devices: 1 },
      { package: 'org.thoughtcrime.securesms', devices: 1 },
    ]);
  });

  test('an unchanged list, in any order, writes nothing; a list not collected leaves what is known', async () => {
    const id = await fleet.addDevice();
    await reportAndJudge(id, { apps: [WECHAT, SIGNAL] });
    const before = await writes();
    await reportAndJudge(id, { apps: [SIGNAL, WECHAT] });
    await reportAndJudge(id, {});
    expect(await writes()).toEqual(before);
    expect(await packages()).toHaveLength(2);
    await reportAndJudge(id, { apps: [] });
    expect(await packages()).toEqual([]);
  });

  test('a late report changes nothing', async () => {
    const id = await fleet.addDevice();
    await reportAndJudge(id, { apps: [SIGNAL] }, { seq: 5 });
    await reportAndJudge(id, { apps: [WECHAT], connections: [XIAOMI] }, { seq: 4 });
    expect(await packages()).toEqual([{ package: SIGNAL.package, devices: 1 }]);
    expect(await destinations()).toEqual([]);
  });
});

describe('the inventory of destinations', () => {
  test('notes host, country, categories and days, and keeps what is no longer seen', async () => {
    const id = await fleet.addDevice();
    await reportAndJudge(id, {
      connections: [XIAOMI, { ip: '::ffff:42.62.48.9' }, { ip: '2001:DB8:0::1' }, { ip: '2001:db8::1' }],
    });
    fleet.clock.advance(3 * 86_400_000);
    await reportAndJudge(id, { connections: [{ ...XIAOMI, data: ['sms'] }] });
    await reportAndJudge(id, { connections: [] });
    expect(await destinations({ text: 'xiaomi' })).toEqual([
      expect.objectContaining({
        host: 'api.account.xiaomi.com',
        country: 'CN',
        categories: 1 | (1 << 5),
        devices: 1,
        firstSeen: '2014-10-22',
        lastSeen: '2014-10-25',
      }),
    ]);
    expect((await destinations()).map((row) => row.host).sort()).toEqual([
      '2001:db8::1',
      '42.62.48.9',
      'api.account.xiaomi.com',
    ]);
    expect(await destinations({ since: '2014-10-24' })).toHaveLength(1);
    expect(await destinations({ country: 'CN' })).toHaveLength(2);
  });

  test('a device counts once for a host at several addresses, and a network counts only what was seen within it', async () => {
    const [a, b] = [await fleet.addDevice(), await fleet.addDevice()];
    await reportAndJudge(a, {
      connections: [XIAOMI, { ...XIAOMI, ip: '42.62.48.7' }, { host: XIAOMI.host, ip: '42.62.48.8' }],
    });
    await reportAndJudge(b, { connections: [XIAOMI] });
    expect(await destinations()).toMatchObject([{ host: 'api.account.xiaomi.com', devices: 2 }]);
    expect(await destinations({ network: '42.62.48.0/24' })).toMatchObject([{ devices: 1 }]);
    expect(await destinations({ network: '42.62.48.0/29' })).toMatchObject([{ devices: 1 }]);
    expect(await destinations({ network: '42.62.49.0/24' })).toEqual([]);
    expect(await destinations({ network: '42.62.48.0/24', since: '2014-10-23' })).toEqual([]);
  });

  test('what was noted today is not written again, whatever else is new', async () => {
    const id = await fleet.addDevice();
    await reportAndJudge(id, { connections: [XIAOMI] });
    const rows = () =>
      fleet.rows('SELECT xmin::text, address FROM device_destinations WHERE address <<= $1', ['42.62.94.2']);
    const [before, marks] = [await rows(), await writes()];
    await reportAndJudge(id, { connections: [XIAOMI] });
    expect(await writes()).toEqual(marks);
    await reportAndJudge(id, { connections: [XIAOMI, { host: 'example.org' }] });
    expect(await rows()).toEqual(before);
    expect(await destinations()).toHaveLength(2);
  });

  test('every connection of reports judged together is noted, not only the last one’s', async () => {
    const id = await fleet.addDevice();
    await fleet.report(id, { connections: [XIAOMI] });
    await fleet.report(id, { connections: [{ host: 'example.org' }] });
    await judge(id);
    expect(await destinations()).toHaveLength(2);
  });
});

describe('the counts of the fleet', () => {
  test('are what a count of the rows gives, after reports, moves, retirement and forgetting', async () => {
    const unitId = await fleet.addUnit('squadron');
    await fleet.publish([{ id: 'banned', vendor: { deny: ['xiaomi'] } }]);
    const ids = await Promise.all([fleet.addDevice(), fleet.addDevice({ unitId }), fleet.addDevice({ unitId })]);
    for (const id of ids)
      await fleet.report(id, { device: REDMI, apps: [WECHAT, SIGNAL], connections: [XIAOMI, { host: 'a.example' }] });
    await judge(...ids);
    expect(await counted()).toEqual(await recount());
    await fleet.rows('UPDATE device_state SET unit_id = $1 WHERE device_id = $2', [fleet.rootUnitId, ids[1]]);
    expect(await counted()).toEqual(await recount());
    expect(await packages([unitId])).toMatchObject([{ devices: 1 }, { devices: 1 }]);
    await withOrganisation(fleet.database, fleet.organisationId, async (tx) => {
      await retireDevice(tx, await tx.device.findUniqueOrThrow({ where: { id: ids[0] } }), 'lost', fleet.clock.now());
      await clearInventory(tx, [ids[1] ?? '']);
    });
    expect(await counted()).toEqual(await recount());
    expect(await packages()).toMatchObject([{ devices: 1 }, { devices: 1 }]);
    const whole = await sql((tx) => sumFleetCounts(tx, fleet.organisationId, 'device', undefined));
    expect(Object.fromEntries(whole)).toEqual({ 'active non-compliant xiaomi': 2, 'retired non-compliant xiaomi': 1 });
  });

  test('are exact before they are added up, too', async () => {
    const id = await fleet.addDevice();
    await reportAndJudge(id, {});
    const read = () => sql((tx) => sumFleetCounts(tx, fleet.organisationId, 'device', undefined));
    const before = await read();
    expect([...before.values()]).toEqual([1]);
    await foldFleetCounts(fleet.database, fleet.clock.now());
    expect(await read()).toEqual(before);
  });

  test('names that no device has any more are forgotten, the others stay', async () => {
    const id = await fleet.addDevice();
    await reportAndJudge(id, { apps: [WECHAT, SIGNAL], connections: [XIAOMI] });
    await reportAndJudge(id, { apps: [SIGNAL] });
    await forgetUnusedNames(fleet.database, fleet.organisationId);
    expect(await fleet.rows('SELECT package FROM fleet_apps')).toEqual([{ package: SIGNAL.package }]);
    expect(await fleet.rows('SELECT host FROM fleet_destinations')).toHaveLength(1);
  });

  test('judging again shows its progress', async () => {
    const ids = [await fleet.addDevice(), await fleet.addDevice(), await fleet.addDevice()];
    await judge(...ids);
    expect(await readRejudgement(fleet.database, fleet.organisationId)).toMatchObject({ total: 3, remaining: 0 });
    await fleet.publish([{ id: 'lock', posture: { require: ['screenLock'] } }]);
    const startedAt = fleet.clock.now();
    await judge(ids[0] ?? '');
    const progress = await readRejudgement(fleet.database, fleet.organisationId);
    expect(progress).toEqual({ epoch: 2, total: 3, remaining: 2, startedAt });
    await judge(...ids);
    expect(await readRejudgement(fleet.database, fleet.organisationId)).toMatchObject({ total: 3, remaining: 0 });
  });
});

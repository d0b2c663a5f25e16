import { insertOrganisationKeys, makeAuditKey, makeSigningKey, withOrganisation } from '@cordon/db';
import { judgeDevices, registerReferenceData } from '@cordon/judge';
import { createSecretBox } from '@cordon/runtime';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestFleet, REDMI, type TestFleet } from '../../../../packages/judge/src/testing/test-fleet.ts';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { startTestMailServer, type TestMailServer } from '../testing/mail-server.ts';
import { createTestWorker } from '../testing/test-worker.ts';
import { createSweeper, type Foreground, type Sweeper } from './sweep.ts';

const VENDOR = { id: 'banned-vendor', vendor: { deny: ['xiaomi'] }, severity: 'high' };

let server: TestMailServer;
beforeAll(async () => {
  server = await startTestMailServer();
});
afterAll(async () => {
  await server.close();
});

/** A database of its own: a sweep looks at all organisations. */
async function withFleet(
  work: (fleet: TestFleet, sweep: () => Promise<void>) => Promise<void>,
  foreground?: Foreground,
): Promise<void> {
  const database: TestDatabase = await createTestDatabase();
  const fleet = await createTestFleet({ urls: database });
  const worker = createTestWorker(fleet, { kind: 'smtp', url: server.url });
  const sweeper: Sweeper = createSweeper(worker, foreground ? { foreground } : {});
  try {
    await work(fleet, async () => {
      await sweeper.sweep();
      await sweeper.settled();
    });
  } finally {
    await fleet.close();
    await database.drop();
  }
}

const verdicts = async (fleet: TestFleet) =>
  (await fleet.rows<{ verdict: string }>('SELECT verdict FROM device_state ORDER BY device_id')).map(
    (row) => row.verdict,
  );

describe('the sweeper, without any queue', () => {
  test('judges a report whose bell was lost, once it is five seconds old', () =>
    withFleet(async (fleet, sweep) => {
      await fleet.publish([VENDOR]);
      const device = await fleet.addDevice();
      await sweep();
      await fleet.report(device, { device: REDMI });
      fleet.clock.advance(4_000);
      await sweep();
      expect(await verdicts(fleet)).toEqual(['unknown']);
      fleet.clock.advance(1_000);
      await sweep();
      expect(await verdicts(fleet)).toEqual(['non-compliant']);
    }));

  test('sends what is due, and what a dead worker left in sending', () =>
    withFleet(async (fleet, sweep) => {
      await fleet.publish([VENDOR]);
      const device = await fleet.addDevice({ personId: await fleet.addPerson() });
      await fleet.report(device, { device: REDMI });
      await judgeDevices(fleet.deps, fleet.organisationId, [device]);
      await sweep();
      const states = () => fleet.rows('SELECT state, attempt FROM deliveries');
      expect(await states()).toEqual([{ state: 'sent', attempt: 1 }]);
      await fleet.rows(`UPDATE deliveries SET state = 'sending'`);
      await sweep();
      expect(await states()).toEqual([{ state: 'sending', attempt: 1 }]);
      fleet.clock.advance(121_000);
      await sweep();
      expect(await states()).toEqual([{ state: 'sent', attempt: 2 }]);
    }));

  test('brings a version into force at its effective-from and judges the fleet by it', () =>
    withFleet(async (fleet, sweep) => {
      await fleet.publish([{ id: 'lock', posture: { require: ['screenLock'] } }]);
      const device = await fleet.addDevice();
      await fleet.report(device, { device: REDMI, posture: { screenLock: true } });
      await judgeDevices(fleet.deps, fleet.organisationId, [device]);
      const effectiveFrom = new Date(fleet.clock.now().getTime() + 3_600_000);
      await fleet.publish([VENDOR], { effectiveFrom });
      await sweep();
      expect(await verdicts(fleet)).toEqual(['compliant']);
      fleet.clock.set(new Date(effectiveFrom.getTime() + 2_000));
      await sweep();
      await sweep();
      expect(await verdicts(fleet)).toEqual(['non-compliant']);
      const [last] = await fleet.rows('SELECT cause, valid_from FROM verdict_history ORDER BY valid_from DESC LIMIT 1');
      expect(last).toEqual({ cause: 'rules', valid_from: effectiveFrom });
      const [organisation] = await fleet.rows('SELECT next_epoch_at, epoch_at FROM organisations');
      expect(organisation).toEqual({ next_epoch_at: null, epoch_at: effectiveFrom });
    }));

  test('judges a fleet by newer rules though new reports never cease to come, waiting for a gap before each step', async () => {
    let gaps = 0;
    const foreground: Foreground = {
      isBusy: () => true,
      quiet: async () => {
        gaps += 1;
      },
    };
    await withFleet(async (fleet, sweep) => {
      await fleet.publish([{ id: 'lock', posture: { require: ['screenLock'] } }]);
      const devices = await Promise.all(Array.from({ length: 60 }, () => fleet.addDevice()));
      for (const device of devices) await fleet.report(device, { device: REDMI, posture: { screenLock: true } });
      await judgeDevices(fleet.deps, fleet.organisationId, devices);
      await fleet.publish([VENDOR]);
      // One look is over after two seconds, however far it came: the next goes on.
      for (let looks = 0; looks < 10 && (await verdicts(fleet)).includes('compliant'); looks += 1) await sweep();
      expect(new Set(await verdicts(fleet))).toEqual(new Set(['non-compliant']));
    }, foreground);
    expect(gaps).toBeGreaterThanOrEqual(3);
  });

  test(
    'ends the grace of 1,000 devices due at once in one pass',
    () =>
      withFleet(async (fleet, sweep) => {
        await fleet.publish([{ ...VENDOR, grace: 'PT1H' }]);
        const devices: string[] = [];
        while (devices.length < 1_000) {
          const some = await Promise.all(Array.from({ length: 20 }, () => fleet.addDevice()));
          await Promise.all(some.map((device) => fleet.report(device, { device: REDMI })));
          devices.push(...some);
        }
        await judgeDevices(fleet.deps, fleet.organisationId, devices);
        expect(new Set(await verdicts(fleet))).toEqual(new Set(['in-grace']));
        fleet.clock.advance(3_600_000);
        await sweep();
        expect(new Set(await verdicts(fleet))).toEqual(new Set(['non-compliant']));
      }),
    120_000,
  );

  test('seals audit events', () =>
    withFleet(async (fleet, sweep) => {
      const { organisationId, clock, database } = fleet;
      const box = createSecretBox(new Uint8Array(32));
      const keys = [
        await makeSigningKey(organisationId, clock.now(), box),
        makeAuditKey(organisationId, clock.now(), box),
      ];
      await withOrganisation(database, organisationId, (tx) =>
        insertOrganisationKeys(tx, organisationId, keys, clock.now()),
      );
      await fleet.rows(
        `INSERT INTO audit_events (organisation_id, id, at, actor_kind, action, target_kind, details, details_hash)
         VALUES ($1, $1, $2, 'system', 'test.made', 'test', '{}', '\\x00')`,
        [organisationId, clock.now()],
      );
      await sweep();
      expect(await fleet.rows('SELECT number FROM audit_events')).toEqual([{ number: '1' }]);
    }));
});

describe('reference data', () => {
  test('a newer IP database registers itself and has the fleet judged again; an older one may not judge', () =>
    withFleet(async (fleet, sweep) => {
      await fleet.publish([{ id: 'abroad', egress: { deny: { countries: ['CN'] } } }]);
      expect(await registerReferenceData(fleet.deps)).toBe(true);
      const device = await fleet.addDevice();
      await fleet.report(device, { connections: [{ ip: '198.18.0.1' }, { ip: '8.8.8.8' }] });
      const first = { ...fleet.deps, placeOf: () => ({ country: 'US' }) };
      await judgeDevices(first, fleet.organisationId, [device]);
      expect(await verdicts(fleet)).toEqual(['compliant']);
      const newer = { ...fleet.deps, placeDatabaseDate: '2014-11-01', placeOf: () => ({ country: 'CN' }) };
      expect(await registerReferenceData(newer)).toBe(true);
      expect(await registerReferenceData(fleet.deps)).toBe(false);
      await expect(judgeDevices(fleet.deps, fleet.organisationId, [device])).rejects.toMatchObject({
        code: 'unavailable',
      });
      await sweep();
      expect(await verdicts(fleet)).toEqual(['compliant']);
      await judgeDevices(newer, fleet.organisationId, [device]);
      expect(await verdicts(fleet)).toEqual(['non-compliant']);
    }));

  test('of a process that died before every epoch had risen, the next one goes on', () =>
    withFleet(async (fleet) => {
      await registerReferenceData(fleet.deps);
      await fleet.rows(`UPDATE server_facts SET value = value || '{"isAnnounced": false}' WHERE key = 'catalogue'`);
      const epoch = async () => (await fleet.rows<{ e: string }>('SELECT rules_epoch AS e FROM organisations'))[0]?.e;
      const before = Number(await epoch());
      await registerReferenceData(fleet.deps);
      expect(Number(await epoch())).toBe(before + 1);
      await registerReferenceData(fleet.deps);
      expect(Number(await epoch())).toBe(before + 1);
    }));
});

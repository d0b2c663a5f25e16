import type { NewEnrolmentToken } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  bearerOf,
  createTestDevice,
  enrolmentBody,
  enrolTestDevice,
  sendReport,
  signReport,
  type TestDevice,
} from '../../testing/test-device.ts';
import { countRows, enrolledDevice, makeToken, runAsOwner } from '../../testing/test-fleet.ts';
import { publishTestPolicy, VENDOR_BAN } from '../../testing/test-policy.ts';

let host: TestApp;
let personId: string;

beforeAll(async () => {
  host = await createTestApp();
  await publishTestPolicy(host, 'handsets', [{ ...VENDOR_BAN, grace: 'P14D' }]);
  const [person] = await runAsOwner<{ id: string }>(
    host,
    `INSERT INTO people (organisation_id, id, unit_id, name, email, created_at)
     VALUES ($1, gen_random_uuid(), $2, 'Holder', 'holder@example.org', now()) RETURNING id`,
    [host.organisation.id, host.organisation.rootUnitId],
  );
  personId = person?.id ?? '';
});

afterAll(() => host.close());

const SERIAL = { serialNumber: 'R-1', imei: ['867451020000007'] };

/** A judged device with a finding in grace, told to its holder. */
async function judgedDevice(facts: object, token: Partial<NewEnrolmentToken> = { personId }): Promise<TestDevice> {
  const device = await enrolledDevice(host, { facts: { ...facts }, token });
  await sendReport(host, await signReport(host, device, 1));
  await host.deps.judge(host.organisation.id, [device.id]);
  return device;
}

async function enrolSuccessor(old: TestDevice, facts: object): Promise<TestDevice> {
  const { token } = await makeToken(host, { replacesDeviceId: old.id });
  const successor = await createTestDevice({ facts: { ...facts } });
  await enrolTestDevice(host, successor, token);
  return successor;
}

function findingsOf(device: TestDevice) {
  return runAsOwner(
    host,
    'SELECT id, subject, status, first_seen, due_at, resolved_reason FROM findings WHERE device_id = $1 ORDER BY id',
    [device.id],
  );
}

describe('a device that replaces another', () => {
  test('takes over holder, groups and findings with their first-seen and grace; the old one is retired', async () => {
    const old = await judgedDevice(SERIAL);
    await runAsOwner(host, `UPDATE devices SET groups = '{ring-1}', tags = '{vip}' WHERE id = $1`, [old.id]);
    const before = await findingsOf(old);
    expect(before).toEqual([expect.objectContaining({ subject: 'xiaomi', status: 'in-grace' })]);
    host.clock.advance(3 * 86_400_000);
    const successor = await enrolSuccessor(old, SERIAL);
    expect(successor.id).not.toBe(old.id);
    expect(await findingsOf(successor)).toEqual(before);
    expect(await findingsOf(old)).toEqual([]);
    const rows = await runAsOwner(
      host,
      'SELECT state, person_id, groups, tags, replaces_device_id FROM devices WHERE id = ANY ($1) ORDER BY enrolled_at',
      [[old.id, successor.id]],
    );
    expect(rows).toEqual([
      expect.objectContaining({ state: 'retired', person_id: personId }),
      { state: 'active', person_id: personId, groups: ['ring-1'], tags: ['vip'], replaces_device_id: old.id },
    ]);
    const history = await runAsOwner(host, 'SELECT kind FROM finding_history WHERE device_id = $1', [successor.id]);
    expect(history).toEqual([{ kind: 'opened' }]);
    expect((await sendReport(host, await signReport(host, old, 2))).json().type).toBe(
      'urn:cordon:problem:device-retired',
    );
  });

  test('goes on in the notice that its holder has; reporting the same again tells nobody anew', async () => {
    const old = await judgedDevice({ serialNumber: 'R-2' });
    const before = await countRows(host, 'advisories');
    const successor = await enrolSuccessor(old, { serialNumber: 'R-2' });
    await sendReport(host, await signReport(host, successor, 1));
    await host.deps.judge(host.organisation.id, [successor.id]);
    expect(await countRows(host, 'advisories')).toEqual(before);
    const told = await runAsOwner(
      host,
      'SELECT m.device_id FROM advisory_findings m JOIN findings f ON f.id = m.finding_id WHERE f.device_id = $1 AND m.resolved_at IS NULL',
      [successor.id],
    );
    expect(told).toEqual([{ device_id: successor.id }]);
    const status = await host.app.inject({ url: '/device/v1/status', headers: await bearerOf(host, successor) });
    expect(status.json()).toMatchObject({ verdict: 'in-grace', findingsTotal: 1 });
  });

  test('of an allowed make resolves what it took over by its first report', async () => {
    const old = await judgedDevice({ serialNumber: 'R-3' });
    const pixel = { manufacturer: 'Google', brand: 'google', model: 'Pixel 8', product: 'shiba', serialNumber: 'P-3' };
    const successor = await enrolSuccessor(old, pixel);
    await sendReport(host, await signReport(host, successor, 1));
    await host.deps.judge(host.organisation.id, [successor.id]);
    expect(await findingsOf(successor)).toEqual([expect.objectContaining({ status: 'resolved' })]);
  });

  test('takes over the notice about a device without a holder', async () => {
    const old = await judgedDevice({ serialNumber: 'R-4' }, {});
    const successor = await enrolSuccessor(old, { serialNumber: 'R-4' });
    const rows = await runAsOwner(host, `SELECT state FROM advisories WHERE device_id = $1`, [successor.id]);
    expect(rows).toEqual([{ state: 'open' }]);
  });

  test('leaves identity conflicts behind as resolved, since it enrolled anew', async () => {
    const old = await judgedDevice({ serialNumber: 'R-5' });
    const changed = { ...old, facts: { ...old.facts, serialNumber: 'OTHER' } };
    await sendReport(host, await signReport(host, changed, 2));
    await host.deps.judge(host.organisation.id, [old.id]);
    const successor = await enrolSuccessor(old, { serialNumber: 'R-5b' });
    expect((await findingsOf(successor)).map((finding) => finding.subject)).toEqual(['xiaomi']);
    expect(await findingsOf(old)).toEqual([
      expect.objectContaining({ status: 'resolved', resolved_reason: 're-enrolled' }),
    ]);
  });

  test.each(['replaced by another', 'retired'])('is refused where the old one was %s meanwhile', async (how) => {
    const old = await judgedDevice({ serialNumber: `R-7 ${how}` });
    const { token } = await makeToken(host, { replacesDeviceId: old.id });
    if (how === 'retired') await runAsOwner(host, `UPDATE devices SET state = 'retired' WHERE id = $1`, [old.id]);
    else await enrolSuccessor(old, { serialNumber: `R-7 successor` });
    const before = await countRows(host, 'devices', 'device_identifiers');
    const body = await enrolmentBody(host, await createTestDevice({ facts: { serialNumber: `R-7b ${how}` } }), token);
    const answer = await host.app.inject({ method: 'POST', url: '/device/v1/enrol', body });
    expect([answer.statusCode, answer.json().type]).toEqual([403, 'urn:cordon:problem:device-not-allowed']);
    expect(await countRows(host, 'devices', 'device_identifiers')).toEqual(before);
  });

  test('that is refused leaves the old one as it was', async () => {
    const old = await judgedDevice({ serialNumber: 'R-6' });
    await enrolledDevice(host, { facts: { serialNumber: 'TAKEN' } });
    const before = await findingsOf(old);
    const { token } = await makeToken(host, { replacesDeviceId: old.id });
    const body = await enrolmentBody(host, await createTestDevice({ facts: { serialNumber: 'TAKEN' } }), token);
    const answer = await host.app.inject({ method: 'POST', url: '/device/v1/enrol', body });
    expect(answer.json().type).toBe('urn:cordon:problem:device-already-enrolled');
    expect(await findingsOf(old)).toEqual(before);
    expect((await sendReport(host, await signReport(host, old, 2))).statusCode).toBe(202);
  });
});

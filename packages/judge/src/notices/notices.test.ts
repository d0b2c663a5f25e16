import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { judgeDevices } from '../judge-devices.ts';
import { createTestFleet, PIXEL, REDMI, type TestFleet, type TestPerson } from '../testing/test-fleet.ts';

const VENDOR = { id: 'banned-vendor', vendor: { deny: ['xiaomi'] }, severity: 'high' };
const LOCK = { id: 'lock', posture: { require: ['screenLock'] }, severity: 'low' };
const UNLOCKED = { posture: { screenLock: false } };
const LOCKED = { posture: { screenLock: true } };

let template: TestDatabase;
const open: TestFleet[] = [];

beforeAll(async () => {
  template = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(open.map((fleet) => fleet.close()));
  await template.drop();
});

async function makeFleet(rules: unknown[] = [VENDOR, LOCK]): Promise<TestFleet> {
  const fleet = await createTestFleet({ urls: template });
  open.push(fleet);
  await fleet.publish(rules);
  return fleet;
}

/** Takes a report in and judges it. */
async function tell(fleet: TestFleet, device: string, facts: Parameters<TestFleet['report']>[1]): Promise<void> {
  await fleet.report(device, facts);
  await judgeDevices(fleet.deps, fleet.organisationId, [device]);
}

interface DeliveryRow {
  id: string;
  advisory_id: string;
  reason: string;
  state: string;
  person_id: string | null;
  user_id: string | null;
  due_at: Date;
}

const deliveriesOf = (fleet: TestFleet) =>
  fleet.rows<DeliveryRow>('SELECT * FROM deliveries WHERE organisation_id = $1 ORDER BY created_at, id', [
    fleet.organisationId,
  ]);
const noticesOf = (fleet: TestFleet) =>
  fleet.rows<Record<string, unknown>>('SELECT * FROM advisories WHERE organisation_id = $1 ORDER BY id', [
    fleet.organisationId,
  ]);
const told = async (fleet: TestFleet) => (await deliveriesOf(fleet)).map((row) => [row.reason, row.state]);

/** All that is queued and due goes out, as the worker does it. */
async function mail(fleet: TestFleet): Promise<void> {
  const now = fleet.clock.now();
  await fleet.rows(
    `WITH sent AS (UPDATE deliveries SET state = 'sent', sent_at = $2 WHERE organisation_id = $1 AND state = 'queued' AND due_at <= $2
       RETURNING advisory_id)
     UPDATE advisories SET last_mailed_at = $2 WHERE id IN (SELECT advisory_id FROM sent)`,
    [fleet.organisationId, now],
  );
}

describe('a notice', () => {
  test('opens at once with the first finding, and its message is rung for', async () => {
    const fleet = await makeFleet();
    const person = await fleet.addPerson();
    const device = await fleet.addDevice({ personId: person });
    await tell(fleet, device, { device: REDMI, ...UNLOCKED });
    expect(await noticesOf(fleet)).toMatchObject([
      { state: 'open', severity: 'high', person_id: person, kind: 'notice' },
    ]);
    const [delivery, ...others] = await deliveriesOf(fleet);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ reason: 'notice-opened', person_id: person, due_at: fleet.clock.now() });
    expect(fleet.rung).toEqual([
      { queueName: 'deliver', data: { organisationId: fleet.organisationId, deliveryIds: [delivery?.id] } },
    ]);
  });

  test('is one for all phones of a person', async () => {
    const fleet = await makeFleet();
    const person = await fleet.addPerson();
    const devices = [await fleet.addDevice({ personId: person }), await fleet.addDevice({ personId: person })];
    for (const device of devices) await fleet.report(device, { device: REDMI, ...LOCKED });
    await Promise.all(devices.map((device) => judgeDevices(fleet.deps, fleet.organisationId, [device])));
    expect(await noticesOf(fleet)).toHaveLength(1);
    expect(await deliveriesOf(fleet)).toHaveLength(1);
    expect(
      await fleet.rows('SELECT 1 FROM advisory_findings WHERE organisation_id = $1', [fleet.organisationId]),
    ).toHaveLength(2);
  });

  test('is not mailed again for the same finding with new evidence', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    for (let count = 0; count < 3; count++) {
      await tell(fleet, device, { device: REDMI, ...LOCKED });
      await mail(fleet);
      fleet.clock.advance(3_600_000);
    }
    expect(await told(fleet)).toEqual([['notice-opened', 'sent']]);
  });

  test('gathers what joins before the first message is sent', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    await tell(fleet, device, { ...UNLOCKED });
    await tell(fleet, device, { device: REDMI, ...UNLOCKED });
    expect(await told(fleet)).toEqual([['notice-opened', 'queued']]);
    // A Pixel that calls itself a Redmi is an identity conflict, too.
    expect(await noticesOf(fleet)).toMatchObject([{ severity: 'critical' }]);
  });

  test('tells what joins within ten minutes after a message in one more, ten minutes after it', async () => {
    const fleet = await makeFleet([VENDOR, LOCK, { id: 'root', posture: { forbid: ['rooted'] } }]);
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    const fine = { screenLock: true, rooted: false };
    await tell(fleet, device, { posture: { ...fine, screenLock: false } });
    await mail(fleet);
    const mailedAt = fleet.clock.now().getTime();
    fleet.clock.advance(60_000);
    await tell(fleet, device, { posture: { screenLock: false, rooted: true } });
    fleet.clock.advance(60_000);
    await tell(fleet, device, { device: REDMI, posture: { screenLock: false, rooted: true } });
    const rows = await deliveriesOf(fleet);
    expect(rows.map((row) => row.reason)).toEqual(['notice-opened', 'notice-changed']);
    expect(rows[1]?.due_at).toEqual(new Date(mailedAt + 600_000));
  });

  test('tells at once what joins later than that', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    await tell(fleet, device, UNLOCKED);
    await mail(fleet);
    fleet.clock.advance(3_600_000);
    await tell(fleet, device, { device: REDMI, ...UNLOCKED });
    expect((await deliveriesOf(fleet))[1]).toMatchObject({ reason: 'notice-changed', due_at: fleet.clock.now() });
  });

  test('tells when a severity rises, and not when it falls', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    await tell(fleet, device, UNLOCKED);
    await mail(fleet);
    fleet.clock.advance(3_600_000);
    await fleet.publish([VENDOR, { ...LOCK, severity: 'critical' }]);
    await judgeDevices(fleet.deps, fleet.organisationId, [device]);
    await mail(fleet);
    fleet.clock.advance(3_600_000);
    await fleet.publish([VENDOR, LOCK]);
    await judgeDevices(fleet.deps, fleet.organisationId, [device]);
    expect(await told(fleet)).toEqual([
      ['notice-opened', 'sent'],
      ['notice-changed', 'sent'],
    ]);
  });

  test('is resolved once when all is resolved, and says so to whoever was told', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    await tell(fleet, device, { device: REDMI, ...UNLOCKED });
    await mail(fleet);
    fleet.clock.advance(3_600_000);
    await tell(fleet, device, { device: PIXEL, ...UNLOCKED });
    await fleet.rows(
      `UPDATE findings SET status = 'resolved', resolved_at = $2, resolved_reason = 'confirmed'
      WHERE device_id = $1 AND rule_type = 'identity'`,
      [device, fleet.clock.now()],
    );
    fleet.clock.advance(3_600_000);
    await tell(fleet, device, { device: PIXEL, ...LOCKED });
    expect(await noticesOf(fleet)).toMatchObject([{ state: 'resolved', resolved_at: fleet.clock.now() }]);
    expect((await deliveriesOf(fleet)).at(-1)).toMatchObject({ reason: 'notice-resolved', due_at: fleet.clock.now() });
  });

  test('resolved before the first message was sent is not told at all', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    await tell(fleet, device, UNLOCKED);
    await tell(fleet, device, LOCKED);
    expect(await noticesOf(fleet)).toMatchObject([{ state: 'resolved' }]);
    expect(await told(fleet)).toEqual([['notice-opened', 'cancelled']]);
  });

  test('a finding that comes back joins like a new one', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    for (const facts of [UNLOCKED, LOCKED, UNLOCKED]) {
      await tell(fleet, device, facts);
      await mail(fleet);
      fleet.clock.advance(3_600_000);
    }
    expect(await told(fleet)).toEqual([
      ['notice-opened', 'sent'],
      ['notice-resolved', 'sent'],
      ['notice-opened', 'sent'],
    ]);
    const rows = await fleet.rows('SELECT DISTINCT finding_id FROM advisory_findings WHERE organisation_id = $1', [
      fleet.organisationId,
    ]);
    expect(rows).toHaveLength(1);
  });

  test('a finding that comes back before "all is resolved" was sent keeps the notice open, with one message', async () => {
    const fleet = await makeFleet();
    const device = await fleet.addDevice({ personId: await fleet.addPerson() });
    await tell(fleet, device, UNLOCKED);
    await mail(fleet);
    fleet.clock.advance(60_000);
    await tell(fleet, device, LOCKED);
    fleet.clock.advance(60_000);
    await tell(fleet, device, UNLOCKED);
    expect(await noticesOf(fleet)).toMatchObject([{ state: 'open', resolved_at: null }]);
    expect(await told(fleet)).toEqual([
      ['notice-opened', 'sent'],
      ['notice-resolved', 'cancelled'],
      ['notice-changed', 'queued'],
    ]);
  });

  test('a finding in its grace is told of; one of severity info is not', async () => {
    const fleet = await makeFleet([
      { ...VENDOR, grace: 'P14D' },
      { ...LOCK, severity: 'info' },
    ]);
    const [one, other] = [await fleet.addPerson(), await fleet.addPerson()];
    await tell(fleet, await fleet.addDevice({ personId: one }), { device: REDMI, ...UNLOCKED });
    await tell(fleet, await fleet.addDevice({ personId: other }), UNLOCKED);
    expect(await noticesOf(fleet)).toMatchObject([{ person_id: one, severity: 'high' }]);
  });

  test('follows a phone that changes hands', async () => {
    const fleet = await makeFleet();
    const [before, after] = [await fleet.addPerson(), await fleet.addPerson()];
    const device = await fleet.addDevice({ personId: before });
    await tell(fleet, device, UNLOCKED);
    fleet.clock.advance(1_000);
    await fleet.rows('UPDATE devices SET person_id = $2 WHERE id = $1', [device, after]);
    await tell(fleet, device, UNLOCKED);
    expect(await noticesOf(fleet)).toMatchObject([
      { person_id: before, state: 'resolved' },
      { person_id: after, state: 'open' },
    ]);
    expect(await told(fleet)).toEqual([
      ['notice-opened', 'cancelled'],
      ['notice-opened', 'queued'],
    ]);
  });
});

describe('who is told', () => {
  async function recipientsFor(person: Partial<TestPerson>): Promise<string[]> {
    const fleet = await makeFleet();
    const sponsorId = await fleet.addPerson();
    const personId = await fleet.addPerson({ ...person, sponsorId });
    await tell(fleet, await fleet.addDevice({ personId, ownership: 'dependant' }), UNLOCKED);
    expect(await noticesOf(fleet)).toMatchObject([{ person_id: personId }]);
    const names: Record<string, string> = { [sponsorId]: 'sponsor', [personId]: 'dependant' };
    return (await deliveriesOf(fleet)).map((row) => names[row.person_id ?? ''] ?? 'nobody').sort();
  }

  test('a grown-up dependant alone', async () => {
    expect(await recipientsFor({})).toEqual(['dependant']);
  });
  test('a minor and the sponsor', async () => {
    expect(await recipientsFor({ isMinor: true })).toEqual(['dependant', 'sponsor']);
  });
  test('the sponsor in place of a dependant without an address', async () => {
    expect(await recipientsFor({ email: null })).toEqual(['sponsor']);
  });
  test('the sponsor too, where the dependant agreed', async () => {
    expect(await recipientsFor({ sponsorInformed: true })).toEqual(['dependant', 'sponsor']);
  });

  test('nobody by mail where the holder has no address; the notice stands all the same', async () => {
    const fleet = await makeFleet();
    const personId = await fleet.addPerson({ email: null });
    await tell(fleet, await fleet.addDevice({ personId }), UNLOCKED);
    expect(await noticesOf(fleet)).toMatchObject([{ person_id: personId, state: 'open' }]);
    expect(await deliveriesOf(fleet)).toEqual([]);
  });

  test('without a holder the security officers of the nearest unit that has some', async () => {
    const fleet = await makeFleet();
    const command = await fleet.addUnit('command');
    const wing = await fleet.addUnit('wing', command);
    await fleet.addUser('security-officer', fleet.rootUnitId);
    await fleet.addUser('administrator', wing);
    const officers = [
      await fleet.addUser('security-officer', command),
      await fleet.addUser('security-officer', command),
    ];
    const device = await fleet.addDevice({ unitId: wing });
    await tell(fleet, device, UNLOCKED);
    expect(await noticesOf(fleet)).toMatchObject([{ person_id: null, device_id: device, unit_id: wing }]);
    expect((await deliveriesOf(fleet)).map((row) => row.user_id).sort()).toEqual(officers.sort());
  });

  test('without a holder and security officer an administrator, else the owner', async () => {
    const fleet = await makeFleet();
    const owner = await fleet.addUser('owner', fleet.rootUnitId);
    await tell(fleet, await fleet.addDevice(), UNLOCKED);
    expect((await deliveriesOf(fleet)).map((row) => row.user_id)).toEqual([owner]);
  });
});

test('a remediation contradicted on a covered build flags the notices that rest on it', async () => {
  const egress = { id: 'abroad', egress: { data: ['imei'], deny: { countries: ['CN'] } } };
  const remediation = { id: 'fixed', covers: { rules: ['abroad'], vendor: 'xiaomi', build: '>= JHBMIBF30.0' } };
  const fleet = await createTestFleet({ urls: template });
  open.push(fleet);
  await fleet.publish([egress], { remediations: [remediation] });
  const device = await fleet.addDevice({ personId: await fleet.addPerson() });
  await tell(fleet, device, {
    device: REDMI,
    connections: [{ host: 'a.example.cn', ip: '42.62.94.2', data: ['imei'] }],
  });
  expect(await noticesOf(fleet)).toMatchObject([{ state: 'open', needs_review: true }]);
});

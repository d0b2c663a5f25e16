import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { insertFinding } from '../../testing/test-callers.ts';
import { bearerOf, sendReport, signReport, type TestDevice } from '../../testing/test-device.ts';
import { countRows, enrolledDevice, runAsOwner } from '../../testing/test-fleet.ts';
import { publishTestPolicy, VENDOR_BAN } from '../../testing/test-policy.ts';

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
  await publishTestPolicy(host, 'handsets', [VENDOR_BAN]);
});

afterAll(() => host.close());

async function addPerson(
  email: string | null = 'holder@example.org',
  sponsorId: string | null = null,
): Promise<string> {
  const [row] = await runAsOwner<{ id: string }>(
    host,
    `INSERT INTO people (organisation_id, id, unit_id, name, email, sponsor_id, is_minor, locale, created_at)
     VALUES ($1, gen_random_uuid(), $2, 'A. Person', $3, $4::uuid, $4::uuid IS NOT NULL, 'hi', now()) RETURNING id`,
    [host.organisation.id, host.organisation.rootUnitId, email, sponsorId],
  );
  return row?.id ?? '';
}

async function askStatus(device: TestDevice, headers: Record<string, string> = {}) {
  return host.app.inject({ url: '/device/v1/status', headers: { ...(await bearerOf(host, device)), ...headers } });
}

async function acknowledge(device: TestDevice, advisoryId: string) {
  const url = `/device/v1/advisories/${advisoryId}/acknowledge`;
  return host.app.inject({ method: 'POST', url, headers: await bearerOf(host, device) });
}

/** A handset of the banned make that has reported, so that its holder is told. */
async function reportingDevice(personId?: string): Promise<TestDevice> {
  const device = await enrolledDevice(host, { token: { personId } });
  await sendReport(host, await signReport(host, device, 1));
  return device;
}

describe('the status of a device', () => {
  test('is judged first: a report that no worker has seen is in the answer', async () => {
    const device = await reportingDevice(await addPerson());
    const answer = await askStatus(device, { 'accept-language': 'en' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-language']).toBe('en');
    expect(answer.json()).toEqual({
      verdict: 'non-compliant',
      since: host.clock.now().toISOString(),
      judgedAt: host.clock.now().toISOString(),
      findings: [
        {
          policy: 'handsets',
          rule: 'banned-vendor',
          subject: 'xiaomi',
          severity: 'critical',
          status: 'open',
          firstSeen: host.clock.now().toISOString(),
          description: expect.stringContaining('Xiaomi'),
          advice: expect.stringMatching(/^Stop using this phone/),
        },
      ],
      findingsTotal: 1,
      advisories: [
        {
          id: expect.any(String),
          kind: 'notice',
          severity: 'critical',
          title: 'Notice about your devices',
          openedAt: host.clock.now().toISOString(),
        },
      ],
    });
  });

  test.each([
    [{ 'accept-language': 'hi-IN, en;q=0.5' }, 'hi'],
    [{ 'accept-language': 'fr, en;q=0.8, hi;q=0.1' }, 'en'],
    [{ 'accept-language': 'fr' }, 'hi'],
    [{}, 'hi'],
  ])('speaks the language asked for by %j, else that of the holder', async (headers, language) => {
    const answer = await askStatus(await reportingDevice(await addPerson()), headers as Record<string, string>);
    expect(answer.headers['content-language']).toBe(language);
    expect(/[ऀ-ॿ]/.test(answer.json().findings[0].advice)).toBe(language === 'hi');
  });

  test('lists the findings by importance, then always in the same order', async () => {
    const device = await reportingDevice(await addPerson());
    await askStatus(device); // judged: what is written from here on stays as it is
    const egress = { ruleId: 'data-abroad', ruleType: 'egress', severity: 'high' };
    for (const subject of ['xiaomi.com:sms', 'xiaomi.com:imei'])
      await insertFinding(host, device.id, { ...egress, subject });
    await insertFinding(host, device.id, {
      ruleId: 'cloud',
      ruleType: 'service',
      subject: 'xiaomi/mi-cloud',
      severity: 'high',
    });
    const { findings } = (await askStatus(device)).json();
    expect(findings.map((finding: { subject: string }) => finding.subject)).toEqual([
      'xiaomi',
      'xiaomi/mi-cloud',
      'xiaomi.com:imei',
      'xiaomi.com:sms',
    ]);
  });

  test('is unknown before the first report', async () => {
    const answer = await askStatus(await enrolledDevice(host));
    expect(answer.json()).toMatchObject({ verdict: 'unknown', findings: [], advisories: [] });
  });
});

describe('acknowledging an advisory by a device', () => {
  test('is recorded and audited once, and the advisory is no longer listed', async () => {
    const personId = await addPerson();
    const device = await reportingDevice(personId);
    const [advisory] = (await askStatus(device)).json().advisories;
    const before = await countRows(host, 'acknowledgements');
    for (let times = 0; times < 2; times += 1) {
      const answer = await acknowledge(device, advisory.id);
      expect([answer.statusCode, answer.body]).toEqual([204, '']);
    }
    const rows = await runAsOwner(host, 'SELECT person_id, via FROM acknowledgements WHERE advisory_id = $1', [
      advisory.id,
    ]);
    expect(rows).toEqual([{ person_id: personId, via: 'device' }]);
    expect((await countRows(host, 'acknowledgements')).acknowledgements).toBe((before.acknowledgements ?? 0) + 1);
    const events = await runAsOwner(
      host,
      `SELECT actor_id FROM audit_events WHERE action = 'advisory.acknowledged' AND target_id = $1`,
      [advisory.id],
    );
    expect(events).toEqual([{ actor_id: device.id }]);
    expect((await askStatus(device)).json().advisories).toEqual([]);
  });

  test("of a minor's phone is for the sponsor's device, too, and each confirms for themselves", async () => {
    const sponsorId = await addPerson('sponsor@example.org');
    const childId = await addPerson(null, sponsorId);
    const childDevice = await reportingDevice(childId);
    const [advisory] = (await askStatus(childDevice)).json().advisories;
    const sponsorDevice = await enrolledDevice(host, { token: { personId: sponsorId } });
    const listed = (await askStatus(sponsorDevice, { 'accept-language': 'en' })).json().advisories;
    expect(listed).toEqual([
      expect.objectContaining({ id: advisory.id, title: 'Notice about a device in your family' }),
    ]);
    expect((await acknowledge(sponsorDevice, advisory.id)).statusCode).toBe(204);
    expect((await askStatus(childDevice)).json().advisories).toHaveLength(1);
  });

  test('is refused as not found unless it was addressed to the holder', async () => {
    const device = await reportingDevice(await addPerson());
    const [advisory] = (await askStatus(device)).json().advisories;
    const stranger = await enrolledDevice(host, { token: { personId: await addPerson() } });
    const nobody = await enrolledDevice(host);
    const elsewhere = await enrolledDevice(host, { organisation: await host.addOrganisation('Foreign Command') });
    const before = await countRows(host, 'acknowledgements');
    for (const [asking, id] of [
      [stranger, advisory.id],
      [nobody, advisory.id],
      [elsewhere, advisory.id],
      [device, randomUUID()],
      [device, 'nonsense'],
    ] as const) {
      const answer = await acknowledge(asking, id);
      expect([answer.statusCode, answer.json().type]).toEqual([404, 'urn:cordon:problem:not-found']);
    }
    expect(await countRows(host, 'acknowledgements')).toEqual(before);
  });
});

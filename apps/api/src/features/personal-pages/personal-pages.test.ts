import { createHash } from 'node:crypto';
import { withOrganisation } from '@cordon/db';
import { formatInstant } from '@cordon/policy';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  enrolDevice,
  insertFinding,
  insertNotice,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let unitId: string;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  unitId = host.organisation.rootUnitId;
});
afterAll(() => host.close());

/** A person with a banned phone, a notice about it, and the link that went with it. */
async function tell(person: object = {}, facts: Record<string, unknown> = {}) {
  const personId = await createPersonByApi(owner, { unitId, name: 'Asha', ...person });
  const device = await enrolDevice(host, { personId, facts });
  const findingId = await insertFinding(host, device.id);
  const notice = await insertNotice(host, { personId, deviceId: device.id, findingId });
  return { personId, device, findingId, ...notice };
}

const open = (token: string) => host.app.inject(`/p/${token}`);
const acknowledge = (token: string) =>
  host.app.inject({
    method: 'POST',
    url: `/p/${token}/acknowledge`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
    body: '',
  });
const acknowledgements = (advisoryId: string) =>
  withOrganisation(host.database, host.organisationId, async (tx) => ({
    rows: await tx.acknowledgement.findMany({ where: { advisoryId } }),
    events: await tx.auditEvent.count({ where: { action: 'advisory.acknowledged', targetId: advisoryId } }),
  }));

describe('personal page', () => {
  test('it names makers as the organisation’s own catalogue does', async () => {
    const other = await host.addOrganisation('Coast Guard');
    const admin = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
    const entry = {
      key: 'xiaomi',
      name: 'Mi Group',
      sources: [{ title: 'S', date: '2014-10-01' }],
      asOf: '2014-10-01',
    };
    expect((await owner.send('PUT', '/v1/catalogue/vendors/xiaomi', entry)).status).toBe(200);
    const { token } = await tell();
    expect((await open(token)).body).toContain('This phone is made by Mi Group, whose phones must not be used.');
    expect((await admin.get('/v1/catalogue/vendors/xiaomi')).body.entry.name).toBe('Xiaomi');
    expect((await owner.send('DELETE', '/v1/catalogue/vendors/xiaomi')).status).toBe(200);
    expect((await open(token)).body).toContain('This phone is made by Xiaomi');
  });

  test('it says in plain words what is wrong and what to do, without scripts, for nobody else to keep', async () => {
    const { token } = await tell();
    const page = await open(token);
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('This phone is made by Xiaomi, whose phones must not be used.');
    expect(page.body).toContain('ask your unit for a replacement');
    expect(page.body).not.toMatch(/<script|javascript:|\son\w+=/i);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/unsafe|script-src/);
    const style = /<style>([\s\S]*)<\/style>/.exec(page.body)?.[1] ?? '';
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  test('it lists all that is wrong with a phone, the worst first, then once what to do and until when', async () => {
    const { token, device } = await tell();
    const dueAt = new Date('2014-11-05T06:00:00Z');
    const egress = { ruleId: 'data-abroad', ruleType: 'egress', severity: 'high' };
    const evidence = [{ catalogueEntry: 'service:xiaomi/account', place: { country: 'CN' }, matched: [] }];
    for (const category of ['sms', 'imei'])
      await insertFinding(host, device.id, { ...egress, subject: `xiaomi.com:${category}`, evidence });
    const app = { ruleId: 'apps', ruleType: 'app', subject: '<i>evil</i>', severity: 'low' };
    await insertFinding(host, device.id, { ...app, status: 'in-grace', dueAt });
    const { body } = await open(token);
    const items = [...body.matchAll(/<li>(.*?)<\/li>/g)].map((match) => match[1]);
    expect(items).toEqual([
      'This phone is made by Xiaomi, whose phones must not be used.',
      'This phone sent your IMEI and text messages to servers of Xiaomi (Mi Account) in China, which is not allowed.',
      'An app on this phone is not allowed. You have until 5 November 2014, 06:00 UTC for this.',
      '<code>&lt;i&gt;evil&lt;/i&gt;</code>',
      expect.stringMatching(/^Stop using this phone/),
      expect.stringMatching(/switch off the maker&#39;s cloud/),
      expect.stringMatching(/^Remove the app/),
    ]);
    expect(body.match(/What to do/g)).toHaveLength(1);
  });

  test('it says until when, once, where everything has time', async () => {
    const { token, findingId } = await tell({ locale: 'en-IN' });
    const data = { status: 'in-grace', dueAt: new Date('2014-11-05T06:00:00Z') };
    await withOrganisation(host.database, host.organisationId, (tx) =>
      tx.finding.updateMany({ where: { id: findingId }, data }),
    );
    expect((await open(token)).body).toContain('Please do this by 5 November 2014, 11:30 am IST.');
  });

  test('it says that all is well where nothing is left to do, and that too little is known where that is so', async () => {
    const { token, findingId, device } = await tell();
    await withOrganisation(host.database, host.organisationId, async (tx) => {
      await tx.finding.updateMany({ where: { id: findingId }, data: { status: 'waived' } });
      await tx.deviceState.updateMany({ where: { deviceId: device.id }, data: { verdict: 'waived' } });
    });
    expect((await open(token)).body).toContain('You need not do anything.');
    await withOrganisation(host.database, host.organisationId, (tx) =>
      tx.deviceState.updateMany({ where: { deviceId: device.id }, data: { verdict: 'stale' } }),
    );
    expect((await open(token)).body).toContain('has not reported enough yet');
  });

  test('a person who reads Hindi reads Hindi', async () => {
    const { token } = await tell({ locale: 'hi-IN' });
    const { body } = await open(token);
    expect(body).toContain('<html lang="hi">');
    expect(body).toContain('यह फ़ोन Xiaomi का बना है');
    expect(body).toContain('मैंने यह पढ़ लिया है');
  });

  test('opening changes nothing; the button acknowledges once, however often it is pressed', async () => {
    const { token, advisoryId, personId } = await tell();
    expect((await open(token)).body).toContain('I have read this');
    expect((await acknowledgements(advisoryId)).rows).toEqual([]);
    const pressed = await Promise.all([acknowledge(token), acknowledge(token), acknowledge(token)]);
    for (const answer of pressed) expect([answer.statusCode, answer.headers.location]).toEqual([303, `/p/${token}`]);
    const { rows, events } = await acknowledgements(advisoryId);
    expect(rows).toMatchObject([{ personId, via: 'link', at: host.clock.now() }]);
    expect(events).toBe(1);
    const { body } = await open(token);
    expect(body).toContain(
      `You confirmed on ${formatInstant(host.clock.now().getTime(), 'en')} that you have read this.`,
    );
    expect(body).not.toContain('<form');
  });

  test('markup in what a device or a name says is shown as text', async () => {
    const name = `<img src=x onerror=alert(1)>`;
    const { token } = await tell({ name }, { model: '"><script>alert(1)</script>' });
    const { body } = await open(token);
    expect(body).not.toMatch(/<img|<script/);
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('unknown, malformed and expired links get one and the same page', async () => {
    const { token, advisoryId } = await tell();
    const unknown = await open(`cpl_${'A'.repeat(43)}`);
    expect(unknown.statusCode).toBe(404);
    expect((await open('x')).body).toBe(unknown.body);
    host.clock.advance(14 * 86_400_000);
    for (const answer of [await open(token), await acknowledge(token)])
      expect([answer.statusCode, answer.body]).toEqual([404, unknown.body]);
    expect((await acknowledgements(advisoryId)).rows).toEqual([]);
  });

  test('a sponsor sees of a dependant the phone concerned and no other, while the sponsor is to be told', async () => {
    const sponsorId = await createPersonByApi(owner, { unitId, name: 'Sponsor' });
    const own = await enrolDevice(host, { personId: sponsorId, facts: { model: 'SPONSORS-OWN' } });
    const dependant = { sponsorId, name: 'Veer', email: 'veer@example.org', sponsorInformed: true };
    const personId = await createPersonByApi(owner, { unitId, ...dependant });
    const concerned = await enrolDevice(host, { personId, facts: { model: 'CONCERNED' } });
    await enrolDevice(host, { personId, facts: { model: 'UNCONCERNED' } });
    const findingId = await insertFinding(host, concerned.id);
    const notice = { personId, deviceId: concerned.id, findingId };
    const { token, advisoryId } = await insertNotice(host, { ...notice, recipientId: sponsorId });
    const { body } = await open(token);
    expect(body).toContain('About a phone of Veer');
    for (const model of ['<code>SPONSORS-OWN</code>', '<code>CONCERNED</code>']) expect(body).toContain(model);
    expect(body).not.toContain('UNCONCERNED');
    expect((await acknowledge(token)).statusCode).toBe(303);
    expect((await acknowledgements(advisoryId)).rows).toMatchObject([{ personId: sponsorId }]);
    await owner.send('PATCH', `/v1/people/${personId}`, { sponsorInformed: false });
    expect((await open(token)).statusCode).toBe(404);
    expect(own.id).not.toBe(concerned.id);
  });

  test('a person sees no device of anybody else', async () => {
    const { token } = await tell();
    await tell({ name: 'Neighbour' }, { model: 'NEIGHBOURS' });
    expect((await open(token)).body).not.toMatch(/NEIGHBOURS|Neighbour/);
  });
});

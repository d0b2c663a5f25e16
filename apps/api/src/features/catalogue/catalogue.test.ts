import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import { createCaller, enrolDevice, runAsOwner, type TestCaller } from '../../testing/test-callers.ts';
import { sendReport, signReport, type TestDevice } from '../../testing/test-device.ts';

const SOURCES = { sources: [{ title: 'Product list', date: '2014-10-01' }], asOf: '2014-10-01' };
const VENDORS = '/v1/catalogue/vendors';
const SERVICES = '/v1/catalogue/services';

let host: TestApp;
let owner: TestCaller;
let other: TestOrganisation;
let stranger: TestCaller;
let mine: TestDevice;
let theirs: TestDevice;

const policyOf = (name: string, vendor: string) =>
  `apiVersion: cordon/v1\nkind: Policy\nmetadata: { name: ${name} }\nspec:\n  rules:\n    - id: banned\n      vendor: { deny: [${vendor}] }\n`;

async function publish(caller: TestCaller, name: string, vendor: string): Promise<number> {
  const put = await caller.send('PUT', `/v1/policies/${name}`, { format: 'yaml', source: policyOf(name, vendor) });
  if (put.status !== 200) return put.status;
  return (await caller.send('POST', `/v1/policies/${name}/publish`, {})).status;
}

async function report(device: TestDevice): Promise<void> {
  const answer = await sendReport(host, await signReport(host, device, 1));
  expect(answer.statusCode).toBe(202);
}

/** Judged by the process itself, as a device that asks for its status is. */
async function findingsOf(device: TestDevice, organisationId: string): Promise<string[]> {
  await host.deps.judge(organisationId, [device.id]);
  const rows = await runAsOwner<{ rule_id: string }>(
    host,
    `SELECT rule_id FROM findings WHERE device_id = $1 AND status <> 'resolved'`,
    [device.id],
  );
  return rows.map((row) => row.rule_id);
}

const epochOf = async () =>
  (
    await runAsOwner<{ e: string }>(host, 'SELECT rules_epoch AS e FROM organisations WHERE id = $1', [
      host.organisationId,
    ])
  )[0]?.e;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Command');
  stranger = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
  const facts = { manufacturer: 'Acme', brand: 'Acme', model: 'A1', product: 'a1' };
  mine = await enrolDevice(host, { facts });
  theirs = await enrolDevice(host, { facts, organisationId: other.id, unitId: other.rootUnitId });
  for (const caller of [owner, stranger]) expect(await publish(caller, 'no-xiaomi', 'xiaomi')).toBe(200);
}, 60_000);

afterAll(() => host.close());

describe('browsing the catalogue', () => {
  test('finds entries by key, brand and domain, page by page', async () => {
    const first = await owner.get(`${VENDORS}?limit=2`);
    expect(first.body.items).toHaveLength(2);
    const second = await owner.get(`${VENDORS}?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items[0].key > first.body.items[1].key).toBe(true);
    const poco = await owner.get(`${VENDORS}?q=POCO`);
    expect(poco.body.items).toContainEqual(
      expect.objectContaining({ key: 'xiaomi', isBuiltIn: true, isOverridden: false }),
    );
    const services = await owner.get(`${SERVICES}?q=xiaomi/`);
    expect(services.body.items.length).toBeGreaterThan(0);
    const shown = await owner.get(`${SERVICES}/${services.body.items[0].key}`);
    expect(shown.body).toMatchObject({ isOverridden: false, override: null, entry: { vendor: 'xiaomi' } });
    expect((await owner.get(`${VENDORS}/nobody`)).status).toBe(404);
  });
});

describe("an organisation's own entry", () => {
  test('stands beside the built-in one, raises the epoch, tells what it re-judges, and is audited', async () => {
    const before = await epochOf();
    const answer = await owner.send('PUT', `${VENDORS}/xiaomi`, { key: 'xiaomi', brands: ['Acme'], ...SOURCES });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      isOverridden: true,
      isBuiltIn: true,
      entry: { brands: ['Acme'] },
      rejudges: { devices: 1, policies: ['no-xiaomi'] },
    });
    expect(answer.body.builtIn.brands).toContain('Redmi');
    expect(await epochOf()).toBe(String(Number(before) + 1));
    const listed = await owner.get(`${VENDORS}?isOverridden=true`);
    expect(listed.body.items.map((item: { key: string }) => item.key)).toEqual(['xiaomi']);
    const events = await owner.get('/v1/audit-events?targetKind=catalogue-vendor');
    expect(events.body.items[0]).toMatchObject({ action: 'catalogue-vendor.put', target: { id: 'xiaomi' } });

    expect((await stranger.get(`${VENDORS}/xiaomi`)).body).toMatchObject({ isOverridden: false, override: null });
    expect((await stranger.send('DELETE', `${VENDORS}/xiaomi`)).status).toBe(404);

    const reset = await owner.send('DELETE', `${VENDORS}/xiaomi`);
    expect(reset.body).toEqual({ rejudges: { devices: 1, policies: ['no-xiaomi'] } });
    expect((await owner.get(`${VENDORS}/xiaomi`)).body).toMatchObject({ isOverridden: false, overriddenAt: null });
    expect((await owner.send('DELETE', `${VENDORS}/xiaomi`)).status).toBe(404);
  });

  test('makes devices of its brands non-compliant, in this organisation alone, until it is taken back', async () => {
    for (const device of [mine, theirs]) await report(device);
    expect(await findingsOf(mine, host.organisationId)).toEqual([]);
    await owner.send('PUT', `${VENDORS}/xiaomi`, { key: 'xiaomi', brands: ['Acme'], ...SOURCES });
    expect(await findingsOf(mine, host.organisationId)).toEqual(['banned']);
    expect(await findingsOf(theirs, other.id)).toEqual([]);
    await owner.send('DELETE', `${VENDORS}/xiaomi`);
    expect(await findingsOf(mine, host.organisationId)).toEqual([]);
  });

  test('can be named by policies as soon as it is there, here alone, and stays while one names it', async () => {
    expect(await publish(owner, 'no-acme', 'acme')).toBe(422);
    const added = await owner.send('PUT', `${VENDORS}/acme`, {
      key: 'acme',
      name: 'Acme',
      brands: ['Acme'],
      ...SOURCES,
    });
    expect(added.body).toMatchObject({ isBuiltIn: false, isOverridden: true, builtIn: null, entry: { name: 'Acme' } });
    expect(await publish(owner, 'no-acme', 'acme')).toBe(200);
    expect(await publish(stranger, 'no-acme', 'acme')).toBe(422);
    expect((await owner.send('DELETE', `${VENDORS}/acme`)).status).toBe(409);
    const service = { key: 'acme/cloud', name: 'Acme Cloud', domains: ['cloud.acme.example'], ...SOURCES };
    expect((await owner.send('PUT', `${SERVICES}/acme/cloud`, service)).status).toBe(200);
    await owner.send('POST', '/v1/policies/no-acme/withdraw');
    expect((await owner.send('DELETE', `${VENDORS}/acme`)).status).toBe(409);
    expect((await owner.send('DELETE', `${SERVICES}/acme/cloud`)).status).toBe(200);
    expect((await owner.send('DELETE', `${VENDORS}/acme`)).status).toBe(200);
    expect((await owner.get(`${VENDORS}/acme`)).status).toBe(404);
  });

  test.each([
    ['another key', `${VENDORS}/xiaomi`, { key: 'huawei', ...SOURCES }, '/key'],
    ['no source', `${VENDORS}/xiaomi`, { key: 'xiaomi', sources: [], asOf: '2014-10-01' }, '/sources'],
    [
      'a domain with a dot at its end',
      `${VENDORS}/xiaomi`,
      { key: 'xiaomi', domains: ['mi.com.'], ...SOURCES },
      '/domains/0',
    ],
    ['an unknown member', `${VENDORS}/xiaomi`, { key: 'xiaomi', ban: true, ...SOURCES }, '/ban'],
    [
      'an unknown related vendor',
      `${VENDORS}/xiaomi`,
      { key: 'xiaomi', related: ['nobody'], ...SOURCES },
      '/related/0',
    ],
    ['a service of an unknown vendor', `${SERVICES}/nobody/cloud`, { key: 'nobody/cloud', ...SOURCES }, '/key'],
  ])('with %s is refused with a pointer, and nothing changes', async (_what, url, body, pointer) => {
    const before = await epochOf();
    const answer = await owner.send('PUT', url, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
    expect(await epochOf()).toBe(before);
  });
});

import { baseCatalogue } from '@cordon/policy';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { judgeDevices } from './judge-devices.ts';
import { createOrganisationCatalogues } from './organisation-catalogues.ts';
import { createRulesCache } from './rules-cache.ts';
import { createTestFleet, type TestFleet } from './testing/test-fleet.ts';

const SOURCES = { sources: [{ title: 'Product list', date: '2014-10-01' }], asOf: '2014-10-01' };
const BRAND = { key: 'xiaomi', brands: ['Acme'], ...SOURCES };
const BAN = { id: 'banned-vendor', vendor: { deny: ['xiaomi'] } };
const ACME = { manufacturer: 'Acme', brand: 'Acme', model: 'A1', os: { name: 'android' as const, version: '4.4' } };

let database: TestDatabase;
const open: TestFleet[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(open.map((fleet) => fleet.close()));
  await database.drop();
});

async function makeFleet(): Promise<TestFleet> {
  const fleet = await createTestFleet({ urls: database });
  open.push(fleet);
  return fleet;
}

async function override(fleet: TestFleet, entry: object): Promise<void> {
  const at = fleet.clock.now();
  await fleet.rows(
    `INSERT INTO catalogue_overrides (organisation_id, kind, key, entry, updated_at) VALUES ($1, 'vendor', 'xiaomi', $2, $3)`,
    [fleet.organisationId, JSON.stringify(entry), at],
  );
  await raise(fleet);
}

const raise = (fleet: TestFleet) =>
  fleet.rows(
    'UPDATE organisations SET rules_epoch = rules_epoch + 1, epoch_at = $2, catalogue_changed_at = $2 WHERE id = $1',
    [fleet.organisationId, fleet.clock.now()],
  );

async function verdictOf(fleet: TestFleet, deviceId: string) {
  await judgeDevices(fleet.deps, fleet.organisationId, [deviceId]);
  const [row] = await fleet.rows<{ verdict: string; citations: { catalogueVersion: string } }>(
    'SELECT verdict, citations FROM device_state WHERE device_id = $1',
    [deviceId],
  );
  return { verdict: row?.verdict, version: row?.citations.catalogueVersion };
}

describe('the catalogue of an organisation', () => {
  test('judges its own devices alone, though another with the same policies is judged by the same process', async () => {
    const [own, other] = [await makeFleet(), await makeFleet()];
    other.deps.rules = own.deps.rules;
    other.deps.catalogues = own.deps.catalogues;
    const devices: string[] = [];
    for (const fleet of [own, other]) {
      await fleet.publish([BAN]);
      const device = await fleet.addDevice();
      await fleet.report(device, { device: ACME });
      devices.push(device);
    }
    const [mine = '', theirs = ''] = devices;
    await override(own, BRAND);
    const base = baseCatalogue().version;
    const judged = await verdictOf(own, mine);
    expect(judged).toEqual({ verdict: 'non-compliant', version: expect.stringMatching(/\+[0-9a-f]{16}$/) });
    expect(judged.version?.startsWith(base)).toBe(true);
    expect(await verdictOf(other, theirs)).toEqual({ verdict: 'compliant', version: base });
  });

  test('opens findings from its change on, not from the report, and closes them when it is taken back', async () => {
    const fleet = await makeFleet();
    await fleet.publish([BAN]);
    const device = await fleet.addDevice();
    await fleet.report(device, { device: ACME });
    expect(await verdictOf(fleet, device)).toMatchObject({ verdict: 'compliant' });
    fleet.clock.advance(3_600_000);
    const changedAt = fleet.clock.now();
    await override(fleet, BRAND);
    fleet.clock.advance(60_000);
    expect(await verdictOf(fleet, device)).toMatchObject({ verdict: 'non-compliant' });
    const [finding] = await fleet.rows<{ first_seen: Date }>('SELECT first_seen FROM findings WHERE device_id = $1', [
      device,
    ]);
    expect(finding?.first_seen).toEqual(changedAt);
    await fleet.rows('DELETE FROM catalogue_overrides WHERE organisation_id = $1', [fleet.organisationId]);
    await raise(fleet);
    expect(await verdictOf(fleet, device)).toEqual({ verdict: 'compliant', version: baseCatalogue().version });
  });

  test('is part of what a compiled set is found by, and without own entries is the built-in one', () => {
    const catalogues = createOrganisationCatalogues(baseCatalogue(), 1);
    const rules = createRulesCache();
    expect(catalogues.get(null)).toBe(baseCatalogue());
    const one = catalogues.add('one', { vendors: [BRAND], services: [] });
    const compiled = rules.add([], [], one);
    expect(rules.get([], one)).toBe(compiled);
    expect(rules.get([], baseCatalogue())).toBeUndefined();
    expect(catalogues.get('one')).toBe(one);
    const two = catalogues.add('two', { vendors: [{ ...BRAND, brands: ['Bolt'] }], services: [] });
    expect(rules.get([], two)).toBeUndefined();
    expect(catalogues.get('one')).toBeUndefined();
  });
});

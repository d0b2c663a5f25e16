import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { TestApp } from '../../apps/api/src/testing/test-app.ts';
import {
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  type TestCaller,
} from '../../apps/api/src/testing/test-callers.ts';
import { createTestUser } from '../../apps/api/src/testing/test-users.ts';
import { foldFleetCounts } from '../../packages/db/src/index.ts';
import { findBarriers, hasChromium, isOverflowing, settled, shoot } from './open-browser.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

const describeInBrowser = hasChromium ? describe : describe.skip;

const POLICY = `apiVersion: cordon/v1
kind: Policy
metadata: { name: weekly, title: Weekly }
spec:
  rules:
    - id: silent
      freshness: { maxAge: P7D }
`;

describeInBrowser('what the console does besides, in Chromium', () => {
  let site: OpenConsole;
  let host: TestApp;
  let owner: TestCaller;

  beforeAll(async () => {
    site = await openConsole();
    ({ host, owner } = site);
  });

  afterAll(() => site?.close());

  afterEach(async () => {
    expect(await site.closeWindows()).toEqual([]);
  });

  const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
  const root = () => host.organisation.rootUnitId;

  test('a unit is renamed, moved and, when it is empty, deleted; the dialog says what a move does', async () => {
    const wing = await createUnitByApi(owner, 'wing', root());
    const flight = await createUnitByApi(owner, 'flight', root());
    const page = await site.openAs('administrator', '/units');
    await page.getByRole('button', { name: 'Change flight' }).click();
    const change = dialog(page, 'Change flight');
    await change.getByRole('textbox', { name: 'Name' }).fill('1 Flight');
    await change.getByRole('combobox', { name: 'Below' }).click();
    await page.getByRole('option', { name: 'wing' }).click();
    await change.getByText('The unit moves with all below it').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await change.getByRole('button', { name: 'Save' }).click();
    await change.waitFor({ state: 'detached' });
    expect((await owner.get(`/v1/units/${flight}`)).body).toMatchObject({ name: '1 Flight', parentId: wing });
    await page.getByRole('button', { name: 'Delete 1 Flight' }).click();
    await dialog(page, 'Delete 1 Flight').getByText('Only an empty unit is deleted').waitFor();
    await dialog(page, 'Delete 1 Flight').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete 1 Flight' }).waitFor({ state: 'detached' });
    expect((await owner.get(`/v1/units/${flight}`)).status).toBe(404);
    const commander = await site.openAs('commander', '/units');
    await commander.getByRole('link', { name: 'Devices of wing' }).waitFor();
    expect(await commander.getByRole('button', { name: /^(Change|Delete) / }).count()).toBe(0);
  });

  test('a person is erased after the name was written, not by a slip', async () => {
    const id = await createPersonByApi(owner, { unitId: root(), name: 'Cpl (Ret.) Last' });
    const page = await site.openAs('administrator', '/people');
    await page.getByRole('button', { name: 'Erase Cpl (Ret.) Last' }).click();
    const erase = dialog(page, 'Erase Cpl (Ret.) Last');
    await erase.getByText('It cannot be undone.').waitFor();
    await erase.getByRole('textbox').fill('Cpl Last');
    await erase.getByRole('button', { name: 'Erase for good' }).click();
    expect((await owner.get(`/v1/people/${id}`)).body.name).toBe('Cpl (Ret.) Last');
    await erase.getByRole('textbox').fill('Cpl (Ret.) Last');
    expect(await findBarriers(page)).toEqual([]);
    await erase.getByRole('button', { name: 'Erase for good' }).click();
    await erase.waitFor({ state: 'detached' });
    expect((await owner.get('/v1/people?limit=200')).text).not.toContain('Last');
  });

  test('a user is invited again by a link that is shown once; a session of one’s own is ended', async () => {
    const page = await site.openAs('administrator', '/settings?tab=users');
    await page.getByRole('button', { name: /^Invite again: commander$/i }).click();
    const again = page.getByRole('dialog', { name: /^Invite commander again$/i });
    await again.getByText('signs the user out everywhere').waitFor();
    await again.getByRole('button', { name: 'Invite again' }).click();
    await page.getByText(/\/invitation\?token=/).waitFor();
    await createTestUser(host, 'twofold', [{ role: 'auditor', unitId: root() }]);
    const other = await site.openAs('twofold', '/');
    const here = await site.openAs('twofold', '/settings');
    const end = here.getByRole('button', { name: /^End the session of Chrome on Linux since/ });
    await end.click();
    expect(await findBarriers(here)).toEqual([]);
    await dialog(here, 'End this session').getByRole('button', { name: 'End it' }).click();
    await end.waitFor({ state: 'detached' });
    await here.getByRole('region', { name: 'Where you are signed in' }).getByText('this one').waitFor();
    expect((await other.request.get('/v1/me')).status()).toBe(401);
  });

  test('a policy is published for an instant to come, and withdrawn', async () => {
    await owner.send('PUT', '/v1/policies/weekly', { format: 'yaml', source: POLICY });
    const page = await site.openAs('administrator', '/policies/weekly');
    expect(await page.getByRole('button', { name: 'Withdraw' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Publish' }).click();
    const publish = dialog(page, 'Publish version 1');
    await publish.getByRole('radio', { name: 'From an instant to come' }).check();
    const tomorrow = new Date(host.clock.now().getTime() + 86_400_000);
    tomorrow.setUTCSeconds(0, 0);
    const local = await page.evaluate(
      `(() => { const at = new Date(${tomorrow.getTime()}); at.setMinutes(at.getMinutes() - at.getTimezoneOffset()); return at.toISOString().slice(0, 16); })()`,
    );
    await publish.getByLabel('In force from').fill(String(local));
    expect(await findBarriers(page)).toEqual([]);
    await publish.getByRole('button', { name: 'Publish for then' }).click();
    await publish.waitFor({ state: 'detached' });
    const versions = (await owner.get('/v1/policies/weekly/versions')).body.items;
    expect(versions).toMatchObject([{ state: 'scheduled', effectiveFrom: tomorrow.toISOString() }]);
    await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await dialog(page, 'Withdraw weekly').getByText('Version 1 does not come into force.').waitFor();
    await dialog(page, 'Withdraw weekly').getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByRole('button', { name: 'Withdraw', exact: true }).waitFor({ state: 'detached' });
    expect((await owner.get('/v1/policies/weekly')).body.withdrawnAt).not.toBeNull();
  });

  test('an enrolment token has limits and names the device that the new one replaces', async () => {
    const personId = await createPersonByApi(owner, { unitId: root(), name: 'Sgt Replaced' });
    const device = await enrolDevice(host, { personId });
    const page = await site.openAs('administrator', '/enrol');
    await page.getByRole('button', { name: 'New token' }).click();
    const token = dialog(page, 'New enrolment token');
    await token.getByRole('textbox', { name: 'Label' }).fill('Replacement');
    await token.getByRole('combobox', { name: 'Unit' }).click();
    await page.getByRole('option').first().click();
    await token.getByRole('combobox', { name: 'Replaces' }).fill('Replaced');
    await page.getByRole('option', { name: /Sgt Replaced/ }).click();
    await token.getByText('Limits: which handsets it is for').click();
    await token.getByRole('combobox', { name: 'Vendors' }).fill('samsung,');
    await token.getByRole('combobox', { name: 'Models' }).fill('SM-S9*,');
    await token.getByRole('combobox', { name: 'IMEIs' }).fill('860000000000001,');
    expect(await findBarriers(page)).toEqual([]);
    await shoot(page, 'desktop-token-limits');
    await token.getByRole('button', { name: 'Make the token' }).click();
    await page.getByText('for Samsung; models SM-S9*; 1 IMEI; replaces a device').waitFor();
    const { items } = (await owner.get('/v1/enrolment-tokens')).body;
    expect(items.find(({ label }: { label: string }) => label === 'Replacement')).toMatchObject({
      replacesDeviceId: device.id,
      limits: { vendors: ['samsung'], models: ['SM-S9*'], imeis: ['860000000000001'] },
    });
  });

  test('findings are searched, and chosen by policy, rule and vendor, of those that fail', async () => {
    const unitId = await createUnitByApi(owner, 'choice', root());
    const device = await enrolDevice(host, { unitId });
    await owner.get(`/v1/devices/${device.id}`);
    await insertFinding(host, device.id, { policyName: 'chosen', ruleId: 'one', subject: 'first' });
    await insertFinding(host, device.id, { policyName: 'chosen', ruleId: 'two', subject: 'second' });
    await foldFleetCounts(host.database, host.clock.now());
    const page = await site.openAs('administrator', '/findings');
    await page.getByRole('combobox', { name: 'Policy' }).click();
    await page.getByRole('option', { name: 'chosen' }).click();
    await page.getByText('2 findings on 1 device').waitFor();
    await page.getByRole('combobox', { name: 'Rule', exact: true }).click();
    await page.getByRole('option', { name: 'two' }).click();
    await page.getByText('1 finding on 1 device').waitFor();
    expect(new URL(page.url()).search).toContain('ruleId=two');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('firs');
    await page.getByText('1 finding on 1 device').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.goto('/destinations');
    await page.getByRole('combobox', { name: 'Country' }).fill('chi');
    await page.getByRole('option', { name: 'China' }).click();
    await page.waitForURL(/country=CN/);
  });

  test('numbers of the overview lead to their lists: silent devices, units, those that reported', async () => {
    const device = await enrolDevice(host);
    await owner.get(`/v1/devices/${device.id}`);
    await insertFinding(host, device.id, { ruleId: 'weekly', ruleType: 'freshness' });
    await foldFleetCounts(host.database, host.clock.now());
    const page = await site.openAs('administrator', '/');
    const silent = page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem');
    await silent.filter({ hasText: 'Devices that fell silent' }).getByText('1', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Devices that fell silent' }).click();
    await page.getByText('1 finding on 1 device').waitFor();
    await page.goBack();
    await page.getByRole('region', { name: 'Units, worst first' }).getByRole('link', { name: 'All units' }).click();
    await page.getByRole('heading', { level: 1, name: 'Units' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: /active devices?$/ }).click();
    await page.waitForURL(/\/devices\?state=active/);
  });

  test('a button that cannot be pressed says why, and can be reached', async () => {
    await createTestUser(host, 'sovereign', [{ role: 'owner', unitId: root() }]);
    const page = await site.openAs('sovereign', '/settings?tab=organisation');
    const save = page.getByRole('button', { name: 'Save' });
    expect(await findBarriers(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await save.focus();
    await page.getByRole('tooltip', { name: 'Nothing has changed yet.' }).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Renamed Command');
    await save.click();
    await page.getByText('Saved.').waitFor();
  });

  for (const [size, colorScheme] of [
    ['desktop', 'dark'],
    ['phone', 'light'],
  ] as const) {
    test(`no page that acts has a barrier, nor is wider than its window (${size}, ${colorScheme})`, async () => {
      const page = await site.openAs('administrator', '/', { size, colorScheme });
      for (const path of ['units', 'people', 'findings', 'destinations', 'enrol', 'advisories', 'settings']) {
        await page.goto(`/${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await settled(page);
        await shoot(page, `${size}-${colorScheme}-act-${path}`);
        expect({ path, barriers: await findBarriers(page) }).toEqual({ path, barriers: [] });
        expect({ path, isOverflowing: await isOverflowing(page) }).toEqual({ path, isOverflowing: false });
      }
    });
  }
});

import { join } from 'node:path';
import { Organisation, Person, PersonPage, Unit } from '@cordon/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createOperatorClient, type OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import { type RunningCordon, startCordon } from '../e2e/start-cordon.ts';
import { type ConsoleWindows, consoleWindows } from './console-windows.ts';
import { type ConsoleUser, makeUser } from './make-user.ts';
import { findBarriers, hasChromium, isOverflowing, openBrowser, SCREENSHOTS } from './open-browser.ts';

const HEADINGS = 'name,service number,email,unit,sponsor,minor';
const FAULTY = [
  HEADINGS,
  'Flt Lt Asha Rao,IMP-1,asha.rao,Depot,,',
  'Veer Rao,,,,IMP-1,perhaps',
  '=cmd|calc,IMP-2,,depott,,',
];
const MENDED = [
  HEADINGS,
  'Flt Lt Asha Rao,IMP-1,asha.rao@cordon.example,Depot,,',
  'Veer Rao,,,,IMP-1,yes',
  'Cpl Ravi Nair,IMP-2,,depot,,',
];

const describeInBrowser = hasChromium ? describe : describe.skip;

describeInBrowser('importing, and who may', () => {
  let cordon: RunningCordon;
  let api: OperatorClient;
  let browser: Browser;
  let windows: ConsoleWindows;
  let administrator: ConsoleUser;
  let helpdesk: ConsoleUser;
  let auditor: ConsoleUser;
  let commander: ConsoleUser;

  beforeAll(async () => {
    cordon = await startCordon();
    api = createOperatorClient(cordon.url, cordon.apiToken);
    const { rootUnitId } = await api.get('/v1/organisation', Organisation);
    const depot = await api.post('/v1/units', { key: 'depot', name: 'Depot', parentId: rootUnitId }, Unit);
    await api.post('/v1/people', { name: 'Sub Known Person', unitId: depot.id }, Person);
    administrator = await makeUser(api, 'administrator', rootUnitId);
    helpdesk = await makeUser(api, 'helpdesk', rootUnitId);
    auditor = await makeUser(api, 'auditor', rootUnitId);
    commander = await makeUser(api, 'commander', depot.id);
    browser = await openBrowser();
    windows = consoleWindows(browser, cordon.url);
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await cordon?.stop();
  }, 60_000);

  afterEach(async () => {
    expect(await windows.close()).toEqual([]);
  });

  const choose = (page: Page, label: string, rows: readonly string[]) =>
    page.locator('input[type=file]').setInputFiles({
      name: `${label}.csv`,
      mimeType: 'text/csv',
      buffer: Buffer.from(`\ufeff${rows.join('\r\n')}`),
    });
  const look = async (page: Page, name: string) => {
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    expect({ name, barriers: await findBarriers(page) }).toEqual({ name, barriers: [] });
    expect({ name, isOverflowing: await isOverflowing(page) }).toEqual({ name, isOverflowing: false });
  };
  /** As a script in the page would, with the session's cookie and CSRF token. */
  const post = async (page: Page, path: string, body: string, type: string) => {
    const { csrfToken } = (await (await page.request.get('/v1/me')).json()) as { csrfToken: string };
    const headers = { 'x-csrf-token': csrfToken, 'content-type': type, origin: cordon.url };
    return (await page.request.post(path, { headers, data: body })).status();
  };

  test('a file with faults is looked through, mended and imported; chosen again, it would change nothing', async () => {
    const page = await windows.openAs(helpdesk, '/people');
    await page.getByRole('link', { name: 'Import' }).click();
    await page.getByRole('heading', { level: 1, name: 'Import' }).waitFor();
    await page.getByText('Columns of the file').click();
    await look(page, 'desktop-import');
    await page.getByText('Columns of the file').click();

    await choose(page, 'people', FAULTY);
    const faults = page.getByRole('group', { name: 'Faults' }).getByRole('row');
    await faults.filter({ hasText: 'This is no e-mail address.' }).filter({ hasText: 'asha.rao' }).waitFor();
    const told = (await faults.locator('td:first-child').allTextContents()).map(Number);
    expect(told).toEqual([2, 3, 4, 4]);
    const refused = page.getByRole('button', { name: 'Import', exact: true });
    expect(await refused.getAttribute('aria-description')).toContain('Mend the faults first');
    await look(page, 'desktop-import-faults');
    expect((await api.get('/v1/people?q=IMP-1', PersonPage)).items).toEqual([]);

    await choose(page, 'people', MENDED);
    await page.getByText('3 rows without a fault').waitFor();
    await look(page, 'desktop-import-dry-run');
    await page.getByRole('button', { name: 'Import 3 rows' }).click();
    await page.getByText('The file is imported').waitFor();
    await look(page, 'desktop-import-done');
    await page.getByRole('link', { name: 'Show people' }).click();
    const veer = page.getByRole('row').filter({ hasText: 'Veer Rao' });
    await veer.filter({ hasText: 'dependant, minor' }).filter({ hasText: 'Depot' }).waitFor();

    await page.goto('/import?kind=people');
    await choose(page, 'people', MENDED);
    await page.getByText('All 3 rows are as they stand in Cordon already.').waitFor();
  }, 120_000);

  test('a file that is no CSV says what to do, and a handset that never enrolled is a fault (phone, dark)', async () => {
    const page = await windows.openAs(helpdesk, '/import?kind=devices', { size: 'phone', colorScheme: 'dark' });
    await page.locator('input[type=file]').setInputFiles({
      name: 'devices.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('\ufeffimei,holder\n', 'utf16le'),
    });
    await page.getByRole('group', { name: 'Faults' }).getByText('Save it as "CSV UTF-8"').waitFor();
    await choose(page, 'devices', ['imei,holder,tags', '356938035643809,IMP-1,duty', '8.67E+14,,']);
    await page.getByText('No enrolled device that you may change has this.').waitFor();
    await look(page, 'phone-import-faults');
  });

  test('an administrator grants a role, takes it away, and disables a user', async () => {
    const page = await windows.openAs(administrator, '/settings?tab=users');
    await page.getByRole('button', { name: `Grants of ${commander.name}` }).click();
    const dialog = page.getByRole('dialog', { name: `Grants of ${commander.name}` });
    await dialog.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Security officer' }).click();
    await dialog.getByRole('combobox', { name: 'On the unit and below' }).click();
    await page.getByRole('option', { name: 'Depot' }).click();
    await dialog.getByRole('button', { name: 'Add the grant' }).click();
    const grant = dialog.getByRole('listitem').filter({ hasText: 'Security officer of Depot' });
    await grant.waitFor();
    await look(page, 'desktop-settings-grants');
    await dialog.getByRole('button', { name: 'Remove Security officer of Depot' }).click();
    await grant.waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: `Disable ${helpdesk.name}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('row').filter({ hasText: helpdesk.email }).filter({ hasText: 'disabled' }).waitFor();
  });

  test('an auditor sees users but changes none, and imports nothing; the API says so as well', async () => {
    const page = await windows.openAs(auditor, '/settings?tab=users', { refusals: [403] });
    await page.getByRole('row').filter({ hasText: commander.email }).waitFor();
    for (const name of [/^Grants of/, /^Disable/]) expect(await page.getByRole('button', { name }).count()).toBe(0);
    await page.goto('/people');
    await page.getByRole('row').filter({ hasText: 'Sub Known Person' }).waitFor();
    expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0);
    await page.goto('/import');
    await page.getByText('Your role imports nothing.').waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    const { items } = (await (await page.request.get('/v1/users')).json()) as { items: { id: string }[] };
    const statuses = await Promise.all([
      post(page, '/v1/imports?kind=people&dryRun=true', MENDED.join('\n'), 'text/csv'),
      post(page, `/v1/users/${items[0]?.id}/grants`, '{}', 'application/json'),
    ]);
    expect(statuses).toEqual([403, 403]);
  });

  test('a commander of one unit sees neither users nor imports, nor does the API show them', async () => {
    const page = await windows.openAs(commander, '/settings?tab=users', { refusals: [403] });
    await page.getByRole('tab', { name: 'Your account' }).waitFor();
    expect(await page.getByRole('tab', { name: 'Users and grants' }).count()).toBe(0);
    expect(await page.getByText(administrator.email).count()).toBe(0);
    await page.goto('/enrol');
    expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0);
    for (const path of ['/v1/users', '/v1/imports/people', '/v1/enrolment-tokens'])
      expect({ path, status: (await page.request.get(path)).status() }).toEqual({ path, status: 403 });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DevicePage, Organisation, UnitPage } from '@cordon/contract';
import { systemClock } from '@cordon/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { enrolCommand } from '../../apps/agent/src/commands/enrol.ts';
import { createOperatorClient, type OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import { runDemonstration } from '../../apps/embedded/src/demonstration/run-demonstration.ts';
import { type RunningCordon, startCordon } from '../e2e/start-cordon.ts';
import { type ConsoleWindows, consoleWindows, signInTo } from './console-windows.ts';
import { type ConsoleUser, inviteUser, makeUser } from './make-user.ts';
import { findBarriers, hasChromium, isOverflowing, openBrowser, SCREENSHOTS, settled, shoot } from './open-browser.ts';
import { everyPage, findRedmi, HOLDER } from './pages.ts';

const describeInBrowser = hasChromium ? describe : describe.skip;

describeInBrowser('the console in Chromium', () => {
  let cordon: RunningCordon;
  let api: OperatorClient;
  let browser: Browser;
  let folder: string;
  let rootUnitId: string;
  let administrator: ConsoleUser;
  let windows: ConsoleWindows;

  beforeAll(async () => {
    cordon = await startCordon();
    api = createOperatorClient(cordon.url, cordon.apiToken);
    await runDemonstration({ ...cordon, clock: systemClock, onProgress: () => undefined });
    rootUnitId = (await api.get('/v1/organisation', Organisation)).rootUnitId;
    administrator = await makeUser(api, 'administrator', rootUnitId);
    browser = await openBrowser();
    windows = consoleWindows(browser, cordon.url);
    folder = await mkdtemp(join(tmpdir(), 'cordon-browser-'));
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await cordon?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 60_000);

  afterEach(async () => {
    expect(await windows.close()).toEqual([]);
  });

  test('an invited user chooses a password, signs in for the first time, and signs out', async () => {
    const user = await inviteUser(api, 'auditor', rootUnitId);
    const page = await windows.open();
    await page.goto(user.invitation);
    await page.getByLabel(/^Password/).fill(user.password);
    await page.getByRole('button', { name: 'Choose this password' }).click();
    await page.getByRole('link', { name: 'Go on' }).click();
    await signInTo(page, user);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByRole('button', { name: `Account of ${user.name}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.goto('/devices');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  test('the case of October 2014 is found from the overview to the evidence in the report', async () => {
    const page = await windows.openAs(administrator);
    await page.getByRole('link', { name: /non-compliant$/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: HOLDER.name }).filter({ hasText: 'HM 1SW' });
    await row.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: `Xiaomi HM 1SW of ${HOLDER.name}` }).waitFor();
    const reason = await page.getByText(/^It fails the rules/).textContent();
    expect(reason).toContain('banned-vendor, data-abroad (5 times) and mi-cloud');
    await page.locator('summary').filter({ hasText: 'xiaomi.com:contacts' }).click();
    const evidence = page.getByRole('region', { name: 'Evidence' });
    for (const fact of ['contacts and sms', 'api.account.xiaomi.com', '42.62.94.2', 'China']) {
      await evidence.getByRole('definition').filter({ hasText: fact }).first().waitFor();
    }
    await evidence.getByRole('link', { name: 'Show it in the report' }).click();
    const marked = page.getByRole('region', { name: 'Payload as it was sent' }).locator('mark');
    await marked.filter({ hasText: '"host": "api.account.xiaomi.com"' }).first().waitFor();
  });

  test('numbers of the overview and the lists behind them agree', async () => {
    const page = await windows.openAs(administrator);
    const expectLong = async (number: number) => {
      await page
        .getByRole('status')
        .filter({ hasText: new RegExp(`^${number} devices?$`) })
        .waitFor();
      expect(await page.getByRole('table', { name: 'Devices' }).getByRole('link').count()).toBe(number);
      await page.goBack();
    };
    const tile = page.getByRole('link', { name: /non-compliant$/ });
    const failing = Number(await tile.locator('span').first().textContent());
    await tile.click();
    await expectLong(failing);
    const attention = page.getByRole('region', { name: 'Needs attention' }).getByRole('listitem');
    const never = attention.filter({ hasText: 'never reported' });
    const silent = Number.parseInt((await never.textContent()) ?? '', 10);
    await never.getByRole('link').click();
    await expectLong(silent);
    const unit = page
      .getByRole('region', { name: 'Units, worst first' })
      .getByRole('listitem')
      .filter({ hasText: '7 Wing' });
    const own = Number(/of (\d+) device/.exec((await unit.textContent()) ?? '')?.[1]);
    await unit.getByRole('link').click();
    await expectLong(own);
  });

  test('a handset joins by a new token while the counter is watched', async () => {
    const page = await windows.openAs(administrator, '/enrol');
    await page.getByRole('button', { name: 'New token' }).click();
    const dialog = page.getByRole('dialog', { name: 'New enrolment token' });
    await dialog.getByRole('textbox', { name: 'Label' }).fill('October intake');
    await dialog.getByRole('combobox', { name: 'Unit' }).click();
    await page.getByRole('option').first().click();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make the token' }).click();
    await page.getByRole('img', { name: /QR code/ }).waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'desktop-new-token.png') });
    const payload = JSON.parse((await page.locator('code').filter({ hasText: 'cet_' }).textContent()) ?? '{}');
    const terminal = { clock: systemClock, print: () => undefined, signal: new AbortController().signal };
    const { url, token } = payload as { url: string; token: string };
    const state = join(folder, 'joined');
    await enrolCommand.run(
      ['--url', url, '--token', token, '--scenario', 'redmi-1s-after-fix', '--state', state],
      terminal,
    );
    await page.getByRole('status').filter({ hasText: '1 of 1 joined' }).waitFor();
  });

  test('a session that ends while somebody types is begun again, and what was typed in is kept', async () => {
    const page = await windows.openAs(administrator, '/people', { refusals: [401] });
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Cpl New Comer');
    await dialog.getByRole('combobox', { name: 'Unit' }).click();
    await page.getByRole('option').first().click();
    await page.context().clearCookies();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.getByRole('textbox', { name: 'Password' }).fill(administrator.password);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('searchbox', { name: 'Search' }).fill('New Comer');
    await page.getByRole('row').filter({ hasText: 'Cpl New Comer' }).waitFor();
  });

  test('a commander of one unit sees its devices, and neither what the role may not see nor its controls', async () => {
    const { items: units } = await api.get('/v1/units?key=squadron-11&limit=1', UnitPage);
    const unitId = units[0]?.id ?? '';
    const commander = await makeUser(api, 'commander', unitId);
    const page = await windows.openAs(commander);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const pages = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents();
    expect(pages).toEqual([
      'Overview',
      'Devices',
      'Findings',
      'Advisories',
      'Apps',
      'Destinations',
      'People',
      'Units',
      'Settings',
    ]);
    await page.getByRole('link', { name: 'Devices', exact: true }).click();
    const { items: own } = await api.get(`/v1/devices?unitId=${unitId}&limit=200`, DevicePage);
    await page.getByText(`All ${own.length}`, { exact: true }).waitFor();
    await page.goto(`/devices/${(await findRedmi(api)).id}`);
    await page.getByRole('heading', { level: 1, name: /HM 1SW/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Change' }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Reports' }).count()).toBe(0);
    expect((await page.request.get('/v1/policies')).status()).toBe(403);
  });

  for (const size of ['desktop', 'phone'] as const) {
    test(`no page has a barrier, an error or a foreign request, nor is wider than its window (${size})`, async () => {
      const page = await windows.open({ size, colorScheme: size === 'phone' ? 'dark' : 'light' });
      await page.goto('/sign-in');
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      await shoot(page, `${size}-sign-in`);
      expect(await findBarriers(page)).toEqual([]);
      expect(await isOverflowing(page)).toBe(false);
      await signInTo(page, administrator);
      for (const [name, path] of Object.entries(await everyPage(api))) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        await settled(page);
        await shoot(page, `${size}-${name}`);
        expect({ name, barriers: await findBarriers(page) }).toEqual({ name, barriers: [] });
        expect({ name, isOverflowing: await isOverflowing(page) }).toEqual({ name, isOverflowing: false });
      }
    }, 240_000);
  }

  test('who comes back asks for session and overview at once, and once', async () => {
    const page = await windows.openAs(administrator);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.reload();
    await page.getByRole('region', { name: 'Verdicts', exact: true }).waitFor();
    await settled(page);
    expect(asked.filter((path) => path === '/v1/me')).toHaveLength(1);
    expect(asked.filter((path) => path === '/v1/overview')).toHaveLength(1);
  });

  test('a row of the table leads to its device, in the same window or, where asked, in another', async () => {
    const page = await windows.openAs(administrator, '/devices');
    const link = page.getByRole('table', { name: 'Devices' }).getByRole('link').first();
    const [other] = await Promise.all([
      page.context().waitForEvent('page'),
      link.click({ modifiers: ['ControlOrMeta'] }),
    ]);
    await other.waitForURL(/\/devices\/[0-9a-f-]{36}$/);
    expect(new URL(page.url()).pathname).toBe('/devices');
    await other.close();
    await link.click();
    await page.waitForURL(/\/devices\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { level: 1, name: /^(?!Devices)/ }).waitFor();
  });

  test('the first page costs at most 250 kB of compressed script', async () => {
    const page = await windows.open();
    let bytes = 0;
    page.on('response', async (response) => {
      if (!response.url().endsWith('.js')) return;
      const { responseBodySize } = await response.request().sizes();
      bytes += responseBodySize;
    });
    await page.goto('/');
    await signInTo(page, administrator);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await settled(page);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(250_000);
  });
});

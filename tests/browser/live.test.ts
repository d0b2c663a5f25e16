import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdvisoryPage, CreatedEnrolmentToken, DevicePage, Organisation } from '@cordon/contract';
import { systemClock } from '@cordon/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { enrolCommand } from '../../apps/agent/src/commands/enrol.ts';
import { reportCommand } from '../../apps/agent/src/commands/report.ts';
import { createOperatorClient, type OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import { publishPolicies } from '../../apps/embedded/src/demonstration/publish-policies.ts';
import { type RunningCordon, startCordon } from '../e2e/start-cordon.ts';
import { until } from '../e2e/until.ts';
import { type ConsoleWindows, consoleWindows } from './console-windows.ts';
import { type ConsoleUser, makeUser } from './make-user.ts';
import { findBarriers, hasChromium, isOverflowing, openBrowser, SCREENSHOTS, settled } from './open-browser.ts';

const describeInBrowser = hasChromium ? describe : describe.skip;
const TERMINAL = { clock: systemClock, print: () => undefined, signal: new AbortController().signal };

describeInBrowser('the console keeps itself up to date', () => {
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
    rootUnitId = (await api.get('/v1/organisation', Organisation)).rootUnitId;
    await publishPolicies(api);
    administrator = await makeUser(api, 'administrator', rootUnitId);
    browser = await openBrowser();
    windows = consoleWindows(browser, cordon.url);
    folder = await mkdtemp(join(tmpdir(), 'cordon-live-'));
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await cordon?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 60_000);

  afterEach(async () => {
    expect(await windows.close()).toEqual([]);
  });

  const live = (page: Page) => page.getByRole('status').filter({ hasText: /^Live$/ });
  const enrol = async (name: string, scenario: string) => {
    const expiresAt = new Date(systemClock.now().getTime() + 3_600_000).toISOString();
    const { enrolment } = await api.post(
      '/v1/enrolment-tokens',
      { label: name, unitId: rootUnitId, ownership: 'issued', expiresAt },
      CreatedEnrolmentToken,
    );
    const state = join(folder, name);
    const { url, token } = enrolment;
    await enrolCommand.run(['--url', url, '--token', token, '--scenario', scenario, '--state', state], TERMINAL);
    return state;
  };
  const report = (state: string, scenario: string) =>
    reportCommand.run(['--state', state, '--scenario', scenario], TERMINAL);
  /** Marks the page: a reload would lose it. */
  const mark = (page: Page) => page.evaluate('window.isSamePage = true');
  const expectSamePage = async (page: Page) => expect(await page.evaluate('window.isSamePage')).toBe(true);

  test('a handset that enrols appears among the devices, and its findings on the overview, without a reload', async () => {
    const page = await windows.openAs(administrator, '/devices');
    await live(page).waitFor();
    await mark(page);
    const state = await enrol('redmi', 'redmi-1s-before-fix');
    await page.getByRole('row').filter({ hasText: 'HM 1SW' }).waitFor({ timeout: 8_000 });
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByText('No finding is open.').waitFor();
    await report(state, 'redmi-1s-before-fix');
    await page
      .getByRole('region', { name: 'Newest findings' })
      .getByText('banned-vendor')
      .first()
      .waitFor({ timeout: 8_000 });
    await page.getByRole('region', { name: 'Findings by rule' }).getByText('data-abroad').first().waitFor();
    await expectSamePage(page);
  });

  test('the page of a device tells its reports, verdicts and notices as they come, newest first', async () => {
    const { items } = await api.get('/v1/devices?limit=1', DevicePage);
    const page = await windows.openAs(administrator, `/devices/${items[0]?.id}`);
    await live(page).waitFor();
    await mark(page);
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByRole('link', { name: 'Report 1' }).waitFor();
    await until(async () => (await api.get('/v1/advisories', AdvisoryPage)).items.length > 0, 'there is a notice');
    await report(join(folder, 'redmi'), 'redmi-1s-after-fix');
    await timeline.getByRole('link', { name: 'Report 2' }).waitFor({ timeout: 35_000 });
    const kinds = await timeline.getByRole('listitem').allTextContents();
    expect(kinds.some((text) => text.includes('non-compliant'))).toBe(true);
    expect(kinds.some((text) => text.includes('Notice'))).toBe(true);
    await expectSamePage(page);
    expect(await findBarriers(page)).toEqual([]);
  }, 90_000);

  test('a lost line shows itself, the page asks for news meanwhile, and goes on when the line is back', async () => {
    const page = await windows.openAs(administrator, '/devices');
    await live(page).waitFor();
    await page.context().route('**/v1/events', (route) => route.abort());
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByRole('status').filter({ hasText: 'Reconnecting' }).waitFor();
    await enrol('nexus', 'google-nexus-5');
    // The pause before the next look was begun while the line was up: half a minute.
    await page.getByRole('row').filter({ hasText: 'Nexus 5' }).waitFor({ timeout: 50_000 });
    await page.context().unroute('**/v1/events');
    await live(page).waitFor();
    windows.forgive();
  }, 120_000);

  test('a session that ends loses no input: the form stays below the sign-in, and its button then works', async () => {
    const page = await windows.openAs(administrator, '/units', { refusals: [401] });
    await live(page).waitFor();
    await page.getByRole('button', { name: 'Add a unit' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a unit' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('No. 7 Squadron');
    await dialog.getByRole('textbox', { name: 'Key' }).fill('squadron-7');
    await page.context().clearCookies();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again' });
    await again.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('No. 7 Squadron');
    await again.getByRole('textbox', { name: 'Password' }).fill(administrator.password);
    await again.getByRole('button', { name: 'Sign in', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('No. 7 Squadron').first().waitFor();
  });

  for (const [size, colorScheme] of [
    ['desktop', 'dark'],
    ['phone', 'light'],
  ] as const) {
    test(`written from right to left no page is wider than its window, nor has a barrier (${size}, ${colorScheme})`, async () => {
      const { items } = await api.get('/v1/devices?limit=1', DevicePage);
      const page = await windows.openAs(administrator, '/', { size, colorScheme });
      await page.context().route('**/*', async (route) => {
        if (route.request().resourceType() !== 'document') return route.fallback();
        const response = await route.fetch();
        return route.fulfill({ response, body: (await response.text()).replace('dir="ltr"', 'dir="rtl"') });
      });
      const paths = [
        '/',
        '/devices',
        `/devices/${items[0]?.id}`,
        '/findings',
        '/advisories',
        '/policies',
        '/enrol',
        '/people',
        '/audit',
        '/settings',
      ];
      for (const path of paths) {
        await page.goto(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
        await settled(page);
        expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).direction')).toBe('rtl');
        const name = path.split('/')[1] || 'overview';
        await page.screenshot({ path: join(SCREENSHOTS, `rtl-${size}-${name}.png`), fullPage: true });
        expect({ path, isOverflowing: await isOverflowing(page) }).toEqual({ path, isOverflowing: false });
        expect({ path, barriers: await findBarriers(page) }).toEqual({ path, barriers: [] });
      }
    }, 180_000);
  }
});

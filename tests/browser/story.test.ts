import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdvisoryPage,
  CreatedEnrolmentToken,
  Device,
  DevicePage,
  FindingPage,
  Organisation,
  Person,
} from '@cordon/contract';
import { systemClock } from '@cordon/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { enrolCommand } from '../../apps/agent/src/commands/enrol.ts';
import { reportCommand } from '../../apps/agent/src/commands/report.ts';
import { createOperatorClient, type OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import { publishPolicies } from '../../apps/embedded/src/demonstration/publish-policies.ts';
import { mailsTo, personalLink } from '../e2e/mailbox.ts';
import { type RunningCordon, startCordon } from '../e2e/start-cordon.ts';
import { until } from '../e2e/until.ts';
import { type ConsoleWindows, consoleWindows } from './console-windows.ts';
import { type ConsoleUser, makeUser } from './make-user.ts';
import { findBarriers, hasChromium, isOverflowing, openBrowser, openWindow, settled, shoot } from './open-browser.ts';
import { HOLDER } from './pages.ts';

const describeInBrowser = hasChromium ? describe : describe.skip;
const TERMINAL = { clock: systemClock, print: () => undefined, signal: new AbortController().signal };

/** One holder, one Redmi 1S with the firmware of the box, one order against it; each test goes on where the last one ended. */
describeInBrowser('the case of October 2014 is handled in the console', () => {
  let cordon: RunningCordon;
  let api: OperatorClient;
  let browser: Browser;
  let windows: ConsoleWindows;
  let folder: string;
  let state: string;
  let deviceId: string;
  let administrator: ConsoleUser;

  beforeAll(async () => {
    cordon = await startCordon();
    api = createOperatorClient(cordon.url, cordon.apiToken);
    const { rootUnitId } = await api.get('/v1/organisation', Organisation);
    await publishPolicies(api);
    administrator = await makeUser(api, 'administrator', rootUnitId);
    folder = await mkdtemp(join(tmpdir(), 'cordon-story-'));
    state = await enrolRedmi(rootUnitId);
    await report('redmi-1s-before-fix');
    deviceId = (await api.get('/v1/devices', DevicePage)).items[0]?.id ?? '';
    browser = await openBrowser();
    windows = consoleWindows(browser, cordon.url);
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    await cordon?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, 60_000);

  afterEach(async () => {
    expect(await windows.close()).toEqual([]);
  });

  const enrolRedmi = async (unitId: string): Promise<string> => {
    const person = await api.post('/v1/people', { unitId, ...HOLDER }, Person);
    const expiresAt = new Date(systemClock.now().getTime() + 3_600_000).toISOString();
    const token = { label: 'Redmi 1S', unitId, personId: person.id, ownership: 'personal', expiresAt };
    const { enrolment } = await api.post('/v1/enrolment-tokens', token, CreatedEnrolmentToken);
    const keptIn = join(folder, 'redmi');
    const argv = ['--url', enrolment.url, '--token', enrolment.token, '--state', keptIn];
    await enrolCommand.run([...argv, '--scenario', 'redmi-1s-before-fix'], TERMINAL);
    return keptIn;
  };
  const report = (scenario: string) => reportCommand.run(['--state', state, '--scenario', scenario], TERMINAL);
  const theMail = async () => {
    const mails = () => mailsTo(cordon.mailDirectory, HOLDER.email);
    const isNotice = ({ text }: { text?: string | undefined }) => text?.includes('cpl_') ?? false;
    await until(async () => (await mails()).some(isNotice), 'a notice is mailed');
    const mail = (await mails()).find(isNotice);
    if (!mail) throw new Error('There is no mail.');
    return mail;
  };
  /** Marks the page: a reload would lose it. */
  const mark = (page: Page) => page.evaluate('window.isSamePage = true');
  const expectSamePage = async (page: Page) => expect(await page.evaluate('window.isSamePage')).toBe(true);

  test('the holder acknowledges on a small phone by the link of the mail, and the console shows it at once', async () => {
    const link = personalLink(await theMail(), cordon.url);
    const { items } = await api.get('/v1/advisories?kind=notice', AdvisoryPage);
    const page = await windows.openAs(administrator, `/advisories/${items[0]?.id}`);
    const acknowledgement = page.getByRole('region', { name: 'Acknowledgement' });
    await acknowledgement.getByText('not yet').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^Live$/ })
      .waitFor();
    await mark(page);
    const { page: phone, context, faults } = await openWindow(browser, cordon.url, { size: 'smallPhone' });
    await phone.goto(link);
    await shoot(phone, 'small-phone-personal-page');
    expect(await findBarriers(phone)).toEqual([]);
    expect(await isOverflowing(phone)).toBe(false);
    const button = phone.getByRole('button');
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await button.click();
    await button.waitFor({ state: 'detached' });
    await shoot(phone, 'small-phone-acknowledged');
    expect([await findBarriers(phone), faults]).toEqual([[], []]);
    await context.close();
    await acknowledgement.getByText('by link').waitFor({ timeout: 40_000 });
    await expectSamePage(page);
  }, 90_000);

  test('the Redmi 1S is followed from the country on the overview to the evidence, and its findings to their end', async () => {
    const page = await windows.openAs(administrator);
    const countries = page.getByRole('region', { name: 'Where data went' });
    await countries.getByText('5 findings').waitFor();
    await countries.getByRole('link', { name: 'China' }).click();
    await page.getByText('5 findings on 1 device', { exact: true }).waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: 'xiaomi.com:contacts' })
      .getByRole('link', { name: 'data-abroad' })
      .click();
    await page.getByRole('heading', { level: 1, name: `Xiaomi HM 1SW of ${HOLDER.name}` }).waitFor();
    const finding = page.locator('details').filter({ hasText: 'xiaomi.com:contacts' });
    await finding.getByText(/^Sent .*contacts.* to api\.account\.xiaomi\.com \(42\.62\.94\.2, China/).waitFor();
    await settled(page);
    await shoot(page, 'desktop-redmi-open');
    await page
      .getByRole('status')
      .filter({ hasText: /^Live$/ })
      .waitFor();
    await mark(page);
    await report('redmi-1s-after-fix');
    await finding.getByText('resolved', { exact: true }).first().waitFor({ timeout: 40_000 });
    // The ban on the make is what is left; the one that the link led to stays in sight.
    await page.getByRole('heading', { name: 'Findings (1)' }).waitFor();
    await page.getByRole('list', { name: 'Timeline' }).getByRole('link', { name: 'Report 2' }).waitFor();
    await page.getByText(/^It fails the rule banned-vendor\./).waitFor();
    await page.getByText('With resolved ones').click();
    await page.getByRole('heading', { name: 'Findings (7)' }).waitFor();
    expect(await page.locator('summary').filter({ hasText: 'resolved' }).count()).toBe(6);
    await finding.getByText(/, resolved .* \(.+\)/).waitFor();
    await settled(page);
    await shoot(page, 'desktop-redmi-resolved');
    expect(await findBarriers(page)).toEqual([]);
    await expectSamePage(page);
  }, 120_000);

  test('what is resolved has left the overview, is listed as resolved, and the ban on the make stands', async () => {
    const resolved = await api.get(`/v1/findings?deviceId=${deviceId}&status=resolved`, FindingPage);
    expect(new Set(resolved.items.map(({ ruleId }) => ruleId))).toEqual(new Set(['data-abroad', 'mi-cloud']));
    expect((await api.get(`/v1/devices/${deviceId}`, Device)).verdict).toBe('non-compliant');
    const page = await windows.openAs(administrator);
    await page.getByText('No egress rule fails: no data is known to have gone where it must not.').waitFor();
    await page.getByRole('region', { name: 'Findings by rule' }).getByRole('link', { name: 'banned-vendor' }).waitFor();
    await page.goto('/findings?status=resolved');
    await page.getByText('6 findings on 1 device', { exact: true }).waitFor();
  });
});

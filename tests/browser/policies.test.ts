import { join } from 'node:path';
import {
  CatalogueVendorEntry,
  Organisation,
  PolicySummary,
  PolicyVersion,
  PutPolicy,
  Rejudgement,
} from '@cordon/contract';
import { systemClock } from '@cordon/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createOperatorClient, type OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import { runDemonstration } from '../../apps/embedded/src/demonstration/run-demonstration.ts';
import { type RunningCordon, startCordon } from '../e2e/start-cordon.ts';
import { until } from '../e2e/until.ts';
import { type ConsoleWindows, consoleWindows } from './console-windows.ts';
import { type ConsoleUser, makeUser } from './make-user.ts';
import { findBarriers, hasChromium, isOverflowing, openBrowser, SCREENSHOTS, shoot } from './open-browser.ts';

const describeInBrowser = hasChromium ? describe : describe.skip;

describeInBrowser('policies and the catalogue in Chromium', () => {
  let cordon: RunningCordon;
  let api: OperatorClient;
  let browser: Browser;
  let windows: ConsoleWindows;
  let administrator: ConsoleUser;
  let auditor: ConsoleUser;

  beforeAll(async () => {
    cordon = await startCordon();
    api = createOperatorClient(cordon.url, cordon.apiToken);
    await runDemonstration({ ...cordon, clock: systemClock, onProgress: () => undefined });
    const { rootUnitId } = await api.get('/v1/organisation', Organisation);
    administrator = await makeUser(api, 'administrator', rootUnitId);
    auditor = await makeUser(api, 'auditor', rootUnitId);
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

  const sourceOf = (page: Page) => page.getByRole('textbox', { name: 'Source of the policy' });
  const openSource = async (page: Page, name: string) => {
    await page.goto(`/policies/${name}?tab=source`);
    await sourceOf(page).waitFor();
  };
  /** Puts the cursor at the end of a line and selects back to where a text of it begins. */
  const selectText = async (page: Page, text: string) => {
    const line = page.locator('.cm-line').filter({ hasText: text });
    await line.click();
    await page.keyboard.press('End');
    const content = (await line.textContent()) ?? '';
    for (let at = content.length; at > content.indexOf(text); at -= 1) await page.keyboard.press('Shift+ArrowLeft');
  };
  const write = async (page: Page, text: string) => page.keyboard.insertText(text);
  const writeBehind = async (page: Page, line: string, text: string) => {
    await page.locator('.cm-line').filter({ hasText: line }).click();
    await page.keyboard.press('End');
    await write(page, text);
  };
  const publish = async (page: Page) => {
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('button', { name: 'Publish now' }).click();
  };
  const inForce = async (name: string) => (await api.get(`/v1/policies/${name}`, PolicySummary)).inForce;

  test('a policy with a fault shows it where it is and in words; mended, it is published and the fleet judged again', async () => {
    const page = await windows.openAs(administrator);
    await openSource(page, 'handset-baseline');
    await selectText(page, 'maxAge: P7D }');
    await write(page, 'maxAge: 5 days }');
    const faults = page.getByRole('group', { name: '1 fault' });
    await faults.getByText('must be an ISO 8601 duration: write P5D').waitFor();
    await page.locator('.cm-lintRange-error').first().waitFor();
    await page.getByText('It cannot be saved until its faults are mended.').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'desktop-policy-fault.png'), fullPage: true });
    expect(await findBarriers(page)).toEqual([]);
    await faults.getByRole('button', { name: /^Line \d+/ }).click();
    await page.keyboard.press('End');
    expect(await page.evaluate('document.activeElement.classList.contains("cm-content")')).toBe(true);
    await selectText(page, 'maxAge: 5 days }');
    await write(page, 'maxAge: P5D }');
    await page.getByText('No faults; not saved yet.').waitFor();
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await page.getByText('Version 2 is a draft').waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish version 2' });
    await dialog.getByText('P7D → P5D').waitFor();
    await dialog.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText(/^All \d+ devices are judged by the newest rules\.$/).waitFor();
    expect(await inForce('handset-baseline')).toBe(2);
    expect((await api.get('/v1/organisation/rejudgement', Rejudgement)).remaining).toBe(0);
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('group', { name: 'Changes line by line' }).getByText('maxAge: P5D').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'desktop-policy-changes.png'), fullPage: true });
    expect(await findBarriers(page)).toEqual([]);
  });

  test('the editor completes keys, words and catalogue names, and Escape and Tab lead out of it', async () => {
    const page = await windows.openAs(administrator);
    await openSource(page, 'foreign-cloud');
    await selectText(page, 'vendor: { deny: [xiaomi] }');
    await page.keyboard.type('vendor: { deny: [hua');
    await page.getByRole('option', { name: /^huawei/ }).waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'desktop-policy-completion.png') });
    await page.keyboard.press('Enter');
    await page.locator('.cm-line').filter({ hasText: '[huawei' }).waitFor();
    await selectText(page, 'severity: critical');
    await page.keyboard.type('seve');
    // By the mouse: the editor takes no Enter for what it offered only this moment.
    await page.getByRole('option', { name: /^severity/ }).click();
    await page.keyboard.type('hi');
    await page.getByRole('option', { name: 'high' }).click();
    await page.locator('.cm-line').filter({ hasText: 'severity: high' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest(".cm-content")')).toBeNull();
  });

  test('a policy is read in words in full: whom it is for, its sources with dates and links, and what has been fixed', async () => {
    const { source } = await api.get('/v1/policies/foreign-cloud/versions/1', PolicyVersion);
    const text = source
      .replace(/name: .*/, 'name: read-in-words')
      .replace(/^spec:$/m, 'spec:\n  appliesTo: { ownership: [issued], except: { groups: [pilots] } }')
      .replaceAll(/fsecure-2014-08/g, 'lab-2014-08')
      .replace('date: 2014-08-07', 'date: 2014-08-07\n      url: https://lab.example/1s');
    await api.put('/v1/policies/read-in-words', { format: 'yaml', source: text }, PutPolicy);
    const page = await windows.openAs(administrator, '/policies/read-in-words');
    const scope = page.getByRole('region', { name: 'What it is for' });
    await scope.getByText('The order of October 2014').waitFor();
    await scope.getByText('It applies to devices that fit this, but not to those named').waitFor();
    await scope.getByText('issued').waitFor();
    await scope.getByText('pilots').waitFor();
    const rule = page
      .getByRole('region', { name: /^Rules/ })
      .getByRole('listitem')
      .filter({ hasText: 'banned-vendor' });
    expect(await rule.getByRole('link').getAttribute('href')).toBe('#source-lab-2014-08');
    const fixed = page.getByRole('region', { name: 'Remediations (1)' });
    await fixed.getByText(/^It closes findings of mi-cloud and data-abroad on Xiaomi handsets/).waitFor();
    await fixed
      .getByText('Confirmed by')
      .getByRole('link', { name: /now with the update \(2014-08-14\)/ })
      .waitFor();
    const link = page.getByRole('region', { name: 'Evidence (2)' }).getByRole('link');
    expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual([
      'https://lab.example/1s',
      'noopener noreferrer',
    ]);
    await shoot(page, 'desktop-policy-in-words');
    expect(await findBarriers(page)).toEqual([]);
    expect(await isOverflowing(page)).toBe(false);
  });

  test('what is written stays while other tabs are read, and is not left without asking', async () => {
    const page = await windows.openAs(administrator);
    await openSource(page, 'foreign-cloud');
    const save = page.getByRole('button', { name: 'Save as draft' });
    await save.focus();
    await page.getByRole('tooltip', { name: 'Nothing has changed yet.' }).waitFor();
    await selectText(page, 'severity: critical');
    await write(page, 'severity: critical # mine');
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page.getByRole('tab', { name: 'Source and editing (not saved)' }).click();
    await page.locator('.cm-line').filter({ hasText: '# mine' }).waitFor();
    await page.getByRole('link', { name: 'Devices', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await page.locator('.cm-line').filter({ hasText: '# mine' }).waitFor();
    const closing = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await closing;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await page.getByRole('link', { name: 'Devices', exact: true }).click();
    await dialog.getByRole('button', { name: 'Leave without saving' }).click();
    await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
  });

  test('a draft that somebody else saved meanwhile neither takes the text away nor is overwritten unasked', async () => {
    const { source } = await api.get('/v1/policies/handset-baseline/versions/1', PolicyVersion);
    const put = (text: string) =>
      api.put(
        '/v1/policies/handset-draft',
        { format: 'yaml', source: text.replace(/name: .*/, 'name: handset-draft') },
        PutPolicy,
      );
    await put(source);
    const page = await windows.openAs(administrator, '/', { refusals: [412] });
    await openSource(page, 'handset-draft');
    await writeBehind(page, 'kind: Policy', ' # mine');
    await page.getByText('No faults; not saved yet.').waitFor();
    await put(`# theirs\n${source}`);
    await page.getByRole('button', { name: 'Save as draft' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'The draft changed meanwhile' });
    await alert.waitFor();
    await page.locator('.cm-line').filter({ hasText: '# mine' }).waitFor();
    await alert.getByRole('button', { name: 'Compare the two' }).click();
    await alert.getByText('# theirs').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'desktop-policy-overtaken.png'), fullPage: true });
    expect(await findBarriers(page)).toEqual([]);
    const stored = async () => (await api.get('/v1/policies/handset-draft/versions/1', PolicyVersion)).source;
    expect(await stored()).toContain('# theirs');
    await alert.getByRole('button', { name: 'Go on with mine' }).click();
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await page.getByText('The draft is saved.').waitFor();
    expect(await stored()).toContain('# mine');
    await put(`# again theirs\n${source}`);
    await writeBehind(page, 'kind: Policy # mine', ' again');
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await alert.getByRole('button', { name: 'Give up mine, take the other' }).click();
    await page.locator('.cm-line').filter({ hasText: '# again theirs' }).waitFor();
    expect(await page.locator('.cm-line').filter({ hasText: '# mine' }).count()).toBe(0);
  });

  test('a destination of the inventory is banned by a rule in an existing policy, whose text stays as it was', async () => {
    const page = await windows.openAs(administrator, '/destinations');
    await page.getByRole('link', { name: 'Ban this: api.account.xiaomi.com' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ban api.account.xiaomi.com' });
    await dialog.getByRole('radio', { name: 'An existing policy' }).check();
    await dialog.getByRole('combobox', { name: 'Policy' }).click();
    await page.getByRole('option', { name: /^foreign-cloud/ }).click();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make the draft' }).click();
    const diff = page.getByRole('group', { name: 'Changes line by line' });
    await diff.getByText('id: no-api-account-xiaomi-com').waitFor();
    expect(await diff.locator('[data-kind="removed"]').count()).toBe(0);
    const draft = await api.get('/v1/policies/foreign-cloud/versions/2', PolicyVersion);
    expect(draft.source).toContain('# illustrative');
    await publish(page);
    await until(async () => (await inForce('foreign-cloud')) === 2, 'it is in force');
    await page.getByRole('tab', { name: 'Rules' }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'no-api-account-xiaomi-com' })
      .getByText('api.account.xiaomi.com', { exact: true })
      .waitFor();
  });

  test('a destination is banned by a new policy', async () => {
    const page = await windows.openAs(administrator, '/policies?banHost=mi.example');
    const dialog = page.getByRole('dialog', { name: 'Ban mi.example' });
    await dialog.getByRole('button', { name: 'Make the draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'ban-mi-example' }).waitFor();
    await page.getByRole('listitem').getByText('mi.example', { exact: true }).waitFor();
    await page.getByText('Version 1 is a draft: devices are judged by no version yet').waitFor();
  });

  test('a vendor is found in the catalogue, overridden with a source, and the built-in facts are returned to', async () => {
    const page = await windows.openAs(administrator, '/settings?tab=catalogue');
    await page.getByRole('searchbox', { name: 'Search' }).fill('redmi');
    await page.getByRole('link', { name: 'Xiaomi' }).click();
    await page.getByRole('heading', { level: 2, name: 'Xiaomi' }).waitFor();
    await page.getByRole('button', { name: 'Override' }).click();
    const dialog = page.getByRole('dialog', { name: 'Override Xiaomi' });
    await dialog
      .getByText(/^It judges \d+ active devices again\. Published policies that name it: .*foreign-cloud/)
      .waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Mi Group');
    await dialog.getByRole('textbox', { name: 'Source', exact: true }).fill('Register of companies');
    await dialog.getByRole('button', { name: 'Save and judge again' }).click();
    await page.getByText('overridden by you').waitFor();
    const { override } = await api.get('/v1/catalogue/vendors/xiaomi', CatalogueVendorEntry);
    expect(Object.keys(override ?? {}).sort()).toEqual(['asOf', 'key', 'name', 'sources']);
    await page.getByRole('button', { name: 'Remove your entry' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('built in', { exact: true }).waitFor();
  });

  test('who may not write policies reads the source, and neither saves nor overrides', async () => {
    const page = await windows.openAs(auditor);
    await openSource(page, 'foreign-cloud');
    expect(await sourceOf(page).getAttribute('aria-readonly')).toBe('true');
    expect(await page.getByRole('button', { name: 'Save as draft' }).count()).toBe(0);
    await page.goto('/settings?tab=catalogue&entry=xiaomi');
    expect(await page.getByRole('button', { name: 'Override' }).getAttribute('aria-disabled')).toBe('true');
  });

  for (const size of ['desktop', 'phone'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`no view of a policy or the catalogue has a barrier or is wider than its window (${size}, ${colorScheme})`, async () => {
        const paths = {
          policies: '/policies',
          'policy-rules': '/policies/foreign-cloud',
          'policy-source': '/policies/foreign-cloud?tab=source',
          'policy-versions': '/policies/handset-baseline?tab=versions',
          catalogue: '/settings?tab=catalogue',
          'catalogue-services': '/settings?tab=catalogue&kind=services',
          'catalogue-entry': '/settings?tab=catalogue&entry=xiaomi',
          ban: '/policies?banApp=com.example.app',
        };
        const page = await windows.openAs(administrator, '/', { size, colorScheme });
        for (const [name, path] of Object.entries(paths)) {
          await page.goto(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
          if (name === 'policy-source') await sourceOf(page).waitFor();
          await page.waitForLoadState('networkidle');
          await page.screenshot({ path: join(SCREENSHOTS, `${size}-${colorScheme}-${name}.png`), fullPage: true });
          expect({ name, barriers: await findBarriers(page) }).toEqual({ name, barriers: [] });
          expect({ name, isOverflowing: await isOverflowing(page) }).toEqual({ name, isOverflowing: false });
        }
      }, 120_000);
    }
  }
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { TestApp } from '../../apps/api/src/testing/test-app.ts';
import {
  createPersonByApi,
  enrolDevice,
  runAsOwner,
  type TestCaller,
} from '../../apps/api/src/testing/test-callers.ts';
import { findBarriers, hasChromium, isOverflowing, SCREENSHOTS, type WindowOptions } from './open-browser.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

const describeInBrowser = hasChromium ? describe : describe.skip;

/** Of one enrolled handset, so many in all, each with a model, an IMEI, a verdict and a last report of its own. */
const COPIES = `
  WITH made AS (
    INSERT INTO devices SELECT (jsonb_populate_record(d, jsonb_build_object('id', uuidv7(), 'key_thumbprint', n, 'manufacturer', 'Nokia',
      'model', 'Model ' || lpad(n::text, 3, '0'), 'imei', ARRAY['8600000000' || lpad(n::text, 5, '0')], 'person_id', CASE WHEN n % 2 = 0 THEN d.person_id END,
      'search_text', 'nokia model ' || lpad(n::text, 3, '0') || ' 8600000000' || lpad(n::text, 5, '0')))).* FROM devices d, generate_series(1, 149) n WHERE d.id = $1
    RETURNING *)
  INSERT INTO device_state SELECT (jsonb_populate_record(s, jsonb_build_object('device_id', m.id, 'verdict', (ARRAY['compliant','stale','non-compliant'])[1 + m.key_thumbprint::int % 3],
      'last_received_at', s.verdict_since + m.key_thumbprint::int * interval '1 minute'))).* FROM made m, device_state s WHERE s.device_id = $1`;

describeInBrowser('the inventory in Chromium', () => {
  let site: OpenConsole;
  let host: TestApp;
  let owner: TestCaller;

  beforeAll(async () => {
    site = await openConsole();
    ({ host, owner } = site);
    const personId = await createPersonByApi(owner, {
      unitId: host.organisation.rootUnitId,
      name: 'Sgt Arvind Kulkarni',
    });
    const device = await enrolDevice(host, { personId });
    await runAsOwner(host, COPIES, [device.id]);
  });

  afterAll(() => site?.close());

  afterEach(async () => {
    expect(await site.closeWindows()).toEqual([]);
  });

  const openAs = async (name: string, path: string, options: WindowOptions = {}): Promise<Page> => {
    const page = await site.openAs(name, path, options);
    await table(page).waitFor();
    return page;
  };
  const table = (page: Page) => page.getByRole('table', { name: 'Devices' });
  const firstLink = (page: Page) => table(page).getByRole('link').first();
  const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
  const select = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true }).check();

  test('is sorted by the heads of its columns, keeps that in the address, and reads on as it is scrolled', async () => {
    const page = await openAs('administrator', '/devices');
    const head = page.getByRole('columnheader', { name: 'Device' });
    await head.getByRole('button').click();
    await page.waitForURL(/sort=name/);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('link', { name: 'Nokia Model 001' }).waitFor();
    await head.getByRole('button').press('Enter');
    await page.waitForURL(/sort=-name/);
    await page.reload();
    await table(page).waitFor();
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await firstLink(page).textContent()).toBe('Xiaomi HM 1SW');
    expect(await table(page).getAttribute('aria-rowcount')).toBe('151');
    await page.getByRole('link', { name: 'Nokia Model 001' }).waitFor({ state: 'detached' });
    for (let at = 0; at < 60; at += 1) {
      if (await page.getByRole('link', { name: 'Nokia Model 001' }).isVisible()) break;
      await page.mouse.wheel(0, 1_500);
      await page.waitForLoadState('networkidle');
    }
    await page.getByText('All 150', { exact: true }).waitFor();
    expect(await table(page).getByRole('row').count()).toBeLessThan(60);
    const row = page.getByRole('row').filter({ hasText: 'Nokia Model 001' });
    expect(await row.getAttribute('aria-rowindex')).toBe('151');
  });

  test('finds a device by a part of its IMEI, and goes from row to row by keyboard', async () => {
    const page = await openAs('administrator', '/devices?sort=name');
    await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('000000000001');
    await page.waitForURL(/q=000000000001/);
    await page.getByText('All 11', { exact: true }).waitFor();
    await firstLink(page).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Nokia Model 010');
    await page.getByRole('searchbox', { name: 'Search' }).fill('860000000000149');
    await page.getByText('All 1', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Nokia Model 149' }).waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^1 device$/ })
      .waitFor();
  });

  test('tags those that are selected, and all of a filter, telling how far it is and which were refused', async () => {
    const page = await openAs('administrator', '/devices?sort=name&q=model');
    await select(page, 'Select Nokia Model 001');
    await select(page, 'Select Nokia Model 002 of Sgt Arvind Kulkarni');
    const bar = page.getByRole('region', { name: 'Selected devices' });
    await bar.getByText('2 devices selected').waitFor();
    await bar.getByRole('button', { name: 'Approve' }).hover();
    await page.getByRole('tooltip', { name: 'None of these devices waits for approval.' }).waitFor();
    await bar.getByRole('button', { name: 'Tag' }).click();
    const two = dialog(page, 'Tag 2 devices');
    await two.getByRole('combobox', { name: 'Add' }).fill('pilot');
    await two.getByRole('combobox', { name: 'Add' }).press('Enter');
    await two.getByRole('button', { name: 'Tag 2 devices' }).click();
    await two.getByRole('status').filter({ hasText: 'Done: 2 of 2 devices changed.' }).waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'desktop-devices-bulk.png') });
    expect(await findBarriers(page)).toEqual([]);
    await two.getByRole('button', { name: 'Close' }).last().click();
    expect((await owner.get('/v1/devices/count?tag=pilot')).body).toEqual({ devices: 2 });

    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await bar.getByRole('button', { name: 'Select all 149 of this list' }).click();
    const [gone] = (await owner.get('/v1/devices?tag=pilot')).body.items;
    await bar.getByRole('button', { name: 'Assign' }).click();
    const all = dialog(page, 'Assign 149 devices');
    await all.getByRole('combobox', { name: 'Ownership' }).click();
    await page.getByRole('option', { name: 'issued' }).click();
    await owner.send('POST', `/v1/devices/${gone.id}/retire`, { reason: 'lost' });
    await all.getByRole('button', { name: 'Assign 149 devices' }).click();
    await all.getByRole('progressbar').waitFor();
    await all.getByText('Done: 148 of 149 devices changed, 1 refused.').waitFor();
    expect(await all.getByRole('list', { name: 'Refused' }).textContent()).toContain('This device is retired.');
    await all.getByRole('button', { name: 'Close' }).last().click();
    await bar.getByText('1 device selected').waitFor();
    expect((await owner.get('/v1/devices/count?ownership=issued')).body).toEqual({ devices: 148 });
  });

  test('an export has what the list has, in its order', async () => {
    const page = await openAs('administrator', '/devices?verdict=stale&sort=-lastReportAt');
    const { items } = (await owner.get('/v1/devices?verdict=stale&sort=-lastReportAt&limit=200')).body;
    const ids = items.map((device: { id: string }) => device.id);
    const download = async (format: string) => {
      await page.getByRole('button', { name: 'Export these devices' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ]);
      return readFile(await file.path(), 'utf8');
    };
    const csv = (await download('CSV')).trimEnd().split('\r\n').slice(1);
    expect(csv.map((line) => line.slice(0, 36))).toEqual(ids);
    const lines = (await download('NDJSON')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
  });

  test('who may not change devices is offered no choice of them', async () => {
    const page = await openAs('commander', '/devices');
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Selected devices' }).count()).toBe(0);
  });

  for (const size of ['desktop', 'phone'] as const) {
    test(`has no barrier, nor is wider than its window, with devices selected (${size})`, async () => {
      const page = await openAs('administrator', '/devices?sort=name', {
        size,
        colorScheme: size === 'phone' ? 'dark' : 'light',
      });
      await page.screenshot({ path: join(SCREENSHOTS, `${size}-devices-table.png`) });
      await select(page, 'Select Nokia Model 001');
      await page.screenshot({ path: join(SCREENSHOTS, `${size}-devices-selected.png`) });
      expect(await findBarriers(page)).toEqual([]);
      expect(await isOverflowing(page)).toBe(false);
      await page.goto('/findings?status=failing');
      await page.getByText('0 findings on 0 devices').waitFor();
      expect(await findBarriers(page)).toEqual([]);
    });
  }
});

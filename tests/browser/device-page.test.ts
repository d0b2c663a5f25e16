import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestApp } from '../../apps/api/src/testing/test-app.ts';
import { enrolDevice, insertFinding, runAsOwner, type TestCaller } from '../../apps/api/src/testing/test-callers.ts';
import { findBarriers, hasChromium, isOverflowing, settled, shoot } from './open-browser.ts';
import { type OpenConsole, openConsole } from './open-console.ts';

/** Of one finding, 110 waived ones. */
const WAIVED = `
  INSERT INTO findings SELECT (jsonb_populate_record(f, jsonb_build_object('id', uuidv7(), 'subject', 'waived-' || n,
    'status', 'waived', 'severity', 'low'))).* FROM findings f, generate_series(1, 110) n WHERE f.id = $1`;

const describeInBrowser = hasChromium ? describe : describe.skip;

describeInBrowser('a device in Chromium', () => {
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

  const insertConflict = (deviceId: string) => {
    const conflict = { policyName: 'cordon', ruleId: 'identity-conflict', ruleType: 'identity', subject: 'model' };
    return insertFinding(host, deviceId, conflict);
  };

  test('an identity conflict is confirmed from its finding, with a reason, and is resolved', async () => {
    const device = await enrolDevice(host);
    const conflict = await insertConflict(device.id);
    const page = await site.openAs('administrator', `/devices/${device.id}?finding=${conflict}`);
    await page.locator('details').getByRole('button', { name: 'Confirm identity' }).click();
    const dialog = page.getByRole('dialog', { name: 'Confirm identity' });
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Seen by me, the mainboard was replaced');
    await dialog.getByRole('button', { name: 'Confirm identity' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Findings (0)' }).waitFor();
    expect((await owner.get(`/v1/findings/${conflict}`)).body.resolvedReason).toBe('confirmed');
    const { items } = (await owner.get('/v1/audit-events?action=device.identity-confirmed')).body;
    expect(items[0].details.reason).toBe('Seen by me, the mainboard was replaced');
    expect(await page.getByRole('button', { name: 'Confirm identity' }).count()).toBe(0);
  });

  test('it is offered among the device’s actions while a conflict is open, to who may change devices', async () => {
    const device = await enrolDevice(host);
    const page = await site.openAs('administrator', `/devices/${device.id}`);
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: 'Retire' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Confirm identity' }).count()).toBe(0);
    const conflict = await insertConflict(device.id);
    await page.reload();
    await page.getByRole('heading', { name: 'Findings (1)' }).waitFor();
    await settled(page);
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: 'Confirm identity' }).click();
    await page.getByRole('dialog', { name: 'Confirm identity' }).waitFor();
    const commander = await site.openAs('commander', `/devices/${device.id}?finding=${conflict}`);
    await commander.locator('details[open]').waitFor();
    await settled(commander);
    expect(await commander.getByRole('button', { name: 'Confirm identity' }).count()).toBe(0);
  });

  test('of more findings than a page holds, all are counted, open ones come first, and the rest is reached', async () => {
    const device = await enrolDevice(host);
    // Judged once: what is written from now on stays.
    await owner.get(`/v1/devices/${device.id}`);
    const first = await insertFinding(host, device.id, {
      status: 'open',
      severity: 'critical',
      subject: 'the-open-one',
    });
    const resolved = await insertFinding(host, device.id, { status: 'resolved', subject: 'the-resolved-one' });
    await runAsOwner(host, WAIVED, [first]);
    const page = await site.openAs('administrator', `/devices/${device.id}`);
    await page.getByRole('heading', { name: 'Findings (111)' }).waitFor();
    const findings = page.getByRole('region', { name: /^Findings/ });
    const entries = findings.locator('summary');
    await entries.first().waitFor();
    expect(await entries.first().textContent()).toContain('the-open-one');
    expect(await entries.count()).toBe(100);
    await findings.getByRole('button', { name: 'Show more' }).click();
    await entries.nth(110).waitFor();
    await page.getByText('With resolved ones').click();
    await page.getByRole('heading', { name: 'Findings (112)' }).waitFor();
    expect(await entries.first().textContent()).toContain('the-open-one');
    await page.goto(`/devices/${device.id}?finding=${resolved}`);
    await page.locator('details[open]').filter({ hasText: 'the-resolved-one' }).waitFor();
    await page.goto(`/devices/${device.id}?finding=${first}`);
    await page.locator('details[open]').filter({ hasText: 'the-open-one' }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
  });

  test('has no barrier on a phone, with a conflict open', async () => {
    const device = await enrolDevice(host);
    const conflict = await insertConflict(device.id);
    const page = await site.openAs('administrator', `/devices/${device.id}?finding=${conflict}`, {
      size: 'phone',
      colorScheme: 'dark',
    });
    await page.getByRole('button', { name: 'Confirm identity' }).waitFor();
    await shoot(page, 'phone-identity-conflict');
    expect(await findBarriers(page)).toEqual([]);
    expect(await isOverflowing(page)).toBe(false);
  });
});

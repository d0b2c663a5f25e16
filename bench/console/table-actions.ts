import type { Page } from 'playwright-core';
import { type PaintTime, timeToPaint } from './painted.ts';

/** What an administrator looks for: known devices by number, and words that few and many devices have. */
export interface Sought {
  imei: readonly string[];
  serials: readonly string[];
  words: readonly string[];
}

const COLUMNS = ['Device', 'Verdict', 'Holder', 'Unit', 'Last report'];

/** Sorts, filters and searches the table of devices as one does with mouse and keyboard; nothing is asked for twice. */
export async function actOnTable(page: Page, url: string, sought: Sought): Promise<PaintTime[]> {
  const times: PaintTime[] = [];
  await page.goto(`${url}/devices`);
  await page.getByRole('table', { name: 'Devices' }).waitFor();
  times.push(...(await sortByEach(page, 'all')));
  for (const [label, choices] of Object.entries(CHOICES)) {
    for (const choice of choices) times.push(await filterBy(page, label, choice));
    await clearFilters(page);
  }
  for (const text of [...sought.imei, ...sought.serials]) times.push(await searchFor(page, text));
  for (const [index, word] of sought.words.entries()) {
    times.push(await searchFor(page, word));
    if (index < 2) times.push(...(await sortByEach(page, word)));
  }
  return times;
}

const CHOICES = {
  Verdict: ['non-compliant', 'stale', 'unknown', 'in-grace', 'compliant'],
  State: ['pending', 'retired', 'active'],
  Ownership: ['issued', 'personal', 'dependant'],
};

async function sortByEach(page: Page, of: string): Promise<PaintTime[]> {
  const times: PaintTime[] = [];
  for (const column of COLUMNS) {
    const head = page.getByRole('columnheader', { name: column }).getByRole('button');
    for (const way of ['up', 'down']) {
      times.push(await timeToPaint(page, 'sort', `${of}: ${column}, ${way}`, () => head.click()));
    }
  }
  // Once more than down and up: no order of its own.
  await page.getByRole('columnheader', { name: 'Last report' }).getByRole('button').click();
  await page.waitForLoadState('networkidle');
  return times;
}

async function filterBy(page: Page, label: string, choice: string): Promise<PaintTime> {
  await page.getByRole('combobox', { name: label, exact: true }).click();
  const option = page.getByRole('option', { name: choice, exact: true });
  await option.waitFor();
  return timeToPaint(page, 'filter', `${label}: ${choice}`, () => option.click());
}

async function searchFor(page: Page, text: string): Promise<PaintTime> {
  const field = page.getByRole('searchbox', { name: 'Search' });
  return timeToPaint(page, 'search', text, () => field.fill(text));
}

async function clearFilters(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForLoadState('networkidle');
}

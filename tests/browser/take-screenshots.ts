import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { FindingPage } from '@cordon/contract';
import type { Browser, Page } from 'playwright-core';
import { createOperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import { mailsTo, personalLink } from '../e2e/mailbox.ts';
import { signInTo } from './console-windows.ts';
import { hasChromium, openBrowser, SIZES, settled } from './open-browser.ts';
import { findRedmi, HOLDER } from './pages.ts';

/**
 * `npm run screenshots [-- --data .cordon]`: pictures for README.md, of the demonstration that `npm start` is running.
 * Nothing is changed in it.
 */

/** What the first start wrote down. */
interface FirstRun {
  url: string;
  adminEmail: string;
  adminPassword: string;
  apiToken: string;
}

const OUT = resolve('docs/images');
const MAX_BYTES = 150_000;

interface Picture {
  name: string;
  path: string;
  size: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** What has to be there, as text, before the picture is taken. */
  shows: string;
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

async function picturesOf({ url, apiToken }: FirstRun, data: string): Promise<Picture[]> {
  const api = createOperatorClient(url, apiToken);
  const redmi = await findRedmi(api);
  const { items } = await api.get(`/v1/findings?deviceId=${redmi.id}&limit=100`, FindingPage);
  const finding = items.find(({ subject }) => subject === 'xiaomi.com:contacts');
  const mail = (await mailsTo(join(data, 'mail'), HOLDER.email)).find(({ text }) => text?.includes('cpl_'));
  if (!finding || !mail) throw new Error('The demonstration is not as it was at its first start.');
  const desktop = SIZES.desktop;
  // High enough for the button at the end of the notice.
  const phone = { ...SIZES.phone, height: 1_000 };
  return [
    { name: 'overview', path: '/', size: { ...desktop, height: 1_060 }, shows: 'Where data went' },
    {
      name: 'evidence',
      path: `/devices/${redmi.id}?finding=${finding.id}`,
      size: { ...desktop, height: 1_130 },
      shows: 'Show it in the report',
    },
    { name: 'policy', path: '/policies/foreign-cloud', size: desktop, shows: 'Handsets of a banned make' },
    { name: 'devices', path: '/devices?sort=verdict', size: desktop, shows: 'Inventory' },
    { name: 'phone-overview', path: '/', size: phone, colorScheme: 'dark', shows: 'Findings by rule' },
    { name: 'phone-notice', path: personalLink(mail, url), size: phone, shows: 'What to do' },
  ];
}

async function take(browser: Browser, firstRun: FirstRun, picture: Picture): Promise<number> {
  const { size: viewport, colorScheme = 'light' } = picture;
  const scale = { viewport, colorScheme, deviceScaleFactor: 1.5, baseURL: firstRun.url };
  const context = await browser.newContext(scale);
  const page = await context.newPage();
  await page.goto(picture.path);
  if (!picture.path.startsWith('http')) {
    const { adminEmail: email, adminPassword: password } = firstRun;
    await signInTo(page, { email, password });
  }
  await page.getByText(picture.shows).first().waitFor();
  await settled(page);
  await page.evaluate(HIDE_REMINDER);
  await page.mouse.move(0, 0);
  await page.evaluate('scrollTo(0, 0)');
  const bytes = await webpOf(page);
  await context.close();
  await writeFile(join(OUT, `${picture.name}.webp`), bytes);
  return bytes.length;
}

/** The reminder to choose a password is of the first minute, not of the product. */
const HIDE_REMINDER = `document.querySelector('.notice-warn')?.remove()`;

/** As good as fits. */
async function webpOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  for (const quality of [85, 70, 55, 40]) {
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length < MAX_BYTES) return bytes;
  }
  throw new Error(`${page.url()} makes a picture of more than ${MAX_BYTES} bytes.`);
}

async function main(): Promise<void> {
  if (!hasChromium) throw new Error('There is no Chromium: apt-get install chromium');
  const data = resolve(argument('--data') ?? '.cordon');
  const firstRun = JSON.parse(await readFile(join(data, 'first-run.json'), 'utf8')) as FirstRun;
  await mkdir(OUT, { recursive: true });
  const browser = await openBrowser();
  try {
    for (const picture of await picturesOf(firstRun, data)) {
      const bytes = await take(browser, firstRun, picture);
      console.error(`docs/images/${picture.name}.webp: ${Math.ceil(bytes / 1_000)} kB`);
    }
  } finally {
    await browser.close();
  }
}

await main();

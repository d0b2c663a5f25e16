import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Debian's package puts it there. */
const EXECUTABLE = '/usr/bin/chromium';

/** Without it, tests in a browser are reported as skipped. */
export const hasChromium = existsSync(EXECUTABLE);

/** Where screenshots are kept, for CI to keep; the environment may name another place. */
export const SCREENSHOTS = process.env.CORDON_SCREENSHOTS ?? resolve('artifacts/screenshots');

export const SIZES = {
  desktop: { width: 1360, height: 900 },
  phone: { width: 390, height: 844 },
  smallPhone: { width: 320, height: 568 },
} as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts Chromium. It has no sandbox where it runs as root, as in containers. */
export async function openBrowser(): Promise<Browser> {
  await mkdir(SCREENSHOTS, { recursive: true });
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: EXECUTABLE, args });
}

/** A window of its own, and what went wrong in it. */
export interface Window {
  context: BrowserContext;
  page: Page;
  /** Errors of scripts and of the content security policy, and requests to another origin; each test ends with none. */
  faults: string[];
}

export interface WindowOptions {
  size?: keyof typeof SIZES;
  colorScheme?: 'light' | 'dark';
  /** Status of refusals that the test is about: the browser notes each one as an error. */
  refusals?: readonly number[];
}

/** Opens a window that may ask nothing of any other origin. */
export async function openWindow(browser: Browser, url: string, options: WindowOptions = {}): Promise<Window> {
  const viewport = SIZES[options.size ?? 'desktop'];
  const context = await browser.newContext({ baseURL: url, viewport, colorScheme: options.colorScheme ?? 'light' });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    const status = /^Failed to load resource.* status of (\d{3})/.exec(message.text())?.[1];
    if (status !== undefined && options.refusals?.includes(Number(status))) return;
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('data:')) faults.push(request.url());
  });
  return { context, page, faults };
}

/** What axe finds on the page as it stands: rule, and the elements. */
export async function findBarriers(page: Page): Promise<string[]> {
  const run = `${AXE};axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary)))`;
  return page.evaluate(run) as Promise<string[]>;
}

/** Whether the page is wider than its window. */
export async function isOverflowing(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth + 1');
}

/**
 * Waits until nothing that the page shows is still being asked for: its stream of events never ends, and does not count.
 *
 * @throws Error if it goes on for 15 seconds
 */
export async function settled(page: Page): Promise<void> {
  const deadline = performance.now() + 15_000;
  let [seen, since] = [-1, performance.now()];
  while (performance.now() - since < 400) {
    if (performance.now() > deadline) throw new Error(`${page.url()} does not come to rest`);
    const asked = (await page.evaluate(ASKED)) as number;
    if (asked !== seen) [seen, since] = [asked, performance.now()];
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
}

/** How much was asked for so far; what is still being loaded makes it a new number each time. */
const ASKED = `performance.getEntriesByType('resource').length +
  (document.querySelector('[role=status][aria-label=Loading]') ? performance.now() : 0)`;

/** A page in full, in a window as high as it: what is drawn for the window alone is drawn to its end. */
export async function shoot(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? SIZES.desktop;
  const height = (await page.evaluate('document.documentElement.scrollHeight')) as number;
  await page.setViewportSize({ width: size.width, height: Math.min(Math.max(size.height, height), MAX_HEIGHT) });
  await settled(page);
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  await page.setViewportSize(size);
}

const MAX_HEIGHT = 4_000;

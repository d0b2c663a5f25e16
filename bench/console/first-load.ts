import type { Browser, BrowserContext } from 'playwright-core';
import { OWNER_EMAIL } from '../overview/fleet-server.ts';

/** What the first page costs. */
export interface FirstLoad {
  /** Compressed script, from an empty cache to the overview, signing in included. */
  scriptKb: number;
  /** The signed-in window, for what follows. */
  context: BrowserContext;
}

/** Opens the console for the first time and signs in. */
export async function loadFirst(browser: Browser, url: string, password: string): Promise<FirstLoad> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1360, height: 900 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js'))
      sizes.push(
        response
          .request()
          .sizes()
          .then(({ responseBodySize }) => responseBodySize),
      );
  });
  await page.goto('/');
  await page.getByLabel('E-mail address').fill(OWNER_EMAIL);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('region', { name: 'Verdicts', exact: true }).waitFor();
  await page.waitForLoadState('networkidle');
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await page.close();
  return { scriptKb: bytes / 1_000, context };
}

/** In the page from its beginning: the first frame after the overview's numbers are there and its script has let go. */
const INTERACTIVE = `window.interactive = new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector('section[aria-label="Verdicts"]')) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  };
  look();
});`;

/**
 * Milliseconds from opening the address to the overview with its numbers, ready to be used, each time with an empty cache.
 * One tab of one window, as somebody has it: a new window would first start Chromium's own address bar, which is a page
 * with scripts of its own and would take the processor from ours.
 */
export async function timeToInteractive(browser: Browser, from: BrowserContext, samples: number): Promise<number[]> {
  const storageState = await from.storageState();
  const context = await browser.newContext({ storageState, viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.addInitScript(INTERACTIVE);
  const times: number[] = [];
  for (let sample = -1; sample < samples; sample += 1) {
    await session.send('Network.clearBrowserCache');
    await page.goto(storageState.origins[0]?.origin ?? '');
    const time = (await page.evaluate('window.interactive')) as number;
    // The first one starts the window.
    if (sample >= 0) times.push(time);
    await page.goto('about:blank', { waitUntil: 'networkidle' });
  }
  await context.close();
  return times;
}

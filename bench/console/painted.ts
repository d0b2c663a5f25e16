import type { Page } from 'playwright-core';

/** Milliseconds from somebody's action to the frame that shows its result. */
export interface PaintTime {
  kind: 'sort' | 'filter' | 'search';
  name: string;
  ms: number;
}

/**
 * In the page, before an action: notes when the action's event happened, and the first frame after the table said that it
 * was busy and then that it no longer is.
 */
const WAIT = `(() => {
  const table = document.querySelector('table[aria-label="Devices"]');
  let from;
  let wasBusy = false;
  const note = (event) => { if (!wasBusy) from = event.timeStamp; };
  for (const kind of ['click', 'input']) window.addEventListener(kind, note, { capture: true });
  window.painted = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Nothing was painted within 10 s: ' + location.search + (wasBusy ? ', busy still' : ', never busy'))), 10000);
    const observer = new MutationObserver(() => {
      const isBusy = table.getAttribute('aria-busy') === 'true';
      if (isBusy) wasBusy = true;
      if (isBusy || !wasBusy) return;
      observer.disconnect();
      clearTimeout(timer);
      for (const kind of ['click', 'input']) window.removeEventListener(kind, note, { capture: true });
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
    });
    observer.observe(table, { attributes: true });
  });
  window.painted.catch(() => undefined);
})()`;

/** Does something to the table of devices and measures until its rows are there. @throws Error if they do not come */
export async function timeToPaint(
  page: Page,
  kind: PaintTime['kind'],
  name: string,
  act: () => Promise<void>,
): Promise<PaintTime> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(WAIT);
  await act();
  return { kind, name, ms: (await page.evaluate('window.painted')) as number };
}

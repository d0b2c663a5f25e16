import type { Browser, Page } from 'playwright-core';
import type { ConsoleUser } from './make-user.ts';
import { openWindow, type Window, type WindowOptions } from './open-browser.ts';

/** Windows of one test, each with a session of its own. */
export interface ConsoleWindows {
  /** Opens a window and signs a user in, at a page. */
  openAs(user: ConsoleUser, path?: string, options?: WindowOptions): Promise<Page>;
  /** Closes them all; answers what went wrong in them. */
  close(): Promise<string[]>;
}

/** Signs in at the page that asks for it. */
export async function signInTo(page: Page, user: ConsoleUser): Promise<void> {
  await page.getByLabel('E-mail address').fill(user.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** Windows onto one server; close them after each test. */
export function consoleWindows(browser: Browser, url: string): ConsoleWindows {
  const windows: Window[] = [];
  return {
    openAs: async (user, path = '/', options = {}) => {
      const window = await openWindow(browser, url, options);
      windows.push(window);
      await window.page.goto(path);
      await signInTo(window.page, user);
      return window.page;
    },
    close: async () => {
      const closed = windows.splice(0);
      await Promise.all(closed.map(({ context }) => context.close()));
      return closed.flatMap(({ faults }) => faults);
    },
  };
}

import type { Browser, Page } from 'playwright-core';
import type { ConsoleUser } from './make-user.ts';
import { openWindow, type Window, type WindowOptions } from './open-browser.ts';

/** What the console notes when somebody signs in (apps/console/src/early.ts). */
const HINT = 'cordon-signed-in';

/** Windows of one test, each with a session of its own. */
export interface ConsoleWindows {
  /** Opens an empty window. */
  open(options?: WindowOptions): Promise<Page>;
  /** Opens a window of a user who is signed in, at a page. */
  openAs(user: Pick<ConsoleUser, 'email' | 'password'>, path?: string, options?: WindowOptions): Promise<Page>;
  /** Forgets what went wrong so far, in a test that breaks things. */
  forgive(): void;
  /** Closes them all; answers what went wrong in them. */
  close(): Promise<string[]>;
}

/** Signs in at the page that asks for it. */
export async function signInTo(page: Page, user: Pick<ConsoleUser, 'email' | 'password'>): Promise<void> {
  await page.getByLabel('E-mail address').fill(user.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(user.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** Windows onto one server; close them after each test. */
export function consoleWindows(browser: Browser, url: string): ConsoleWindows {
  const windows: Window[] = [];
  const open = async (options?: WindowOptions) => {
    const window = await openWindow(browser, url, options);
    windows.push(window);
    return window.page;
  };
  return {
    open,
    openAs: async ({ email, password }, path = '/', options) => {
      const page = await open(options);
      // Past the form, which has tests of its own: loading the console twice is most of what a short test takes.
      const answer = await page.request.post('/v1/sessions', { data: { email, password }, headers: { origin: url } });
      if (!answer.ok()) throw new Error(`${email} is not let in: ${answer.status()} ${await answer.text()}`);
      await page.addInitScript(`localStorage.getItem('${HINT}') ?? localStorage.setItem('${HINT}', 'yes')`);
      await page.goto(path);
      await page.getByRole('navigation', { name: 'Pages' }).waitFor();
      return page;
    },
    forgive: () => {
      for (const { faults } of windows) faults.splice(0);
    },
    close: async () => {
      const closed = windows.splice(0);
      await Promise.all(closed.map(({ context }) => context.close()));
      return closed.flatMap(({ faults }) => faults);
    },
  };
}

import type { Page } from 'playwright-core';
import { createTestApp, type TestApp } from '../../apps/api/src/testing/test-app.ts';
import { createCaller, type TestCaller } from '../../apps/api/src/testing/test-callers.ts';
import { TEST_AUDIENCE } from '../../apps/api/src/testing/test-config.ts';
import { createTestUser, TEST_PASSWORD } from '../../apps/api/src/testing/test-users.ts';
import { findFreePort } from '../../packages/runtime/src/embedded/free-port.ts';
import { consoleWindows } from './console-windows.ts';
import { openBrowser, type WindowOptions } from './open-browser.ts';

/** The API of this process, listening, and a browser that looks at its console. */
export interface OpenConsole {
  host: TestApp;
  owner: TestCaller;
  /** Opens a window of a user made by `createTestUser` with this name; `administrator` and `commander` are there. */
  openAs(name: string, path: string, options?: WindowOptions): Promise<Page>;
  /** Closes the windows of a test; answers what went wrong in them. */
  closeWindows(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts both; without a worker, so that nothing happens in it but what a test does. */
export async function openConsole(): Promise<OpenConsole> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const config = { publicUrl: url, alsoKnownAs: [TEST_AUDIENCE] };
  const host = await createTestApp({ config, now: new Date().toISOString() });
  await host.app.listen({ host: '127.0.0.1', port });
  const unitId = host.organisation.rootUnitId;
  for (const role of ['administrator', 'commander'] as const) await createTestUser(host, role, [{ role, unitId }]);
  const browser = await openBrowser();
  const windows = consoleWindows(browser, url);
  return {
    host,
    owner: await createCaller(host, 'owner'),
    openAs: (name, path, options) =>
      windows.openAs({ email: `${name}@cordon.example`, password: TEST_PASSWORD }, path, options),
    closeWindows: () => windows.close(),
    close: async () => {
      await browser.close();
      await host.close();
    },
  };
}

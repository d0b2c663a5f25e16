import { createHash } from 'node:crypto';
import type { Role } from '@cordon/contract';
import { insertGrant, insertUser, setPassword, type Tx, withOrganisation } from '@cordon/db';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { TestApp } from './test-app.ts';

/** A password that every rule lets pass. */
export const TEST_PASSWORD = 'seven quiet herons';

export interface TestUser {
  id: string;
  email: string;
}

let hash: Promise<string> | undefined;

/** Makes a user with {@link TEST_PASSWORD} and these roles; the address is made from `name`. */
export async function createTestUser(
  testApp: TestApp,
  name: string,
  grants: readonly { role: Role; unitId: string }[],
  organisationId = testApp.organisationId,
): Promise<TestUser> {
  const now = testApp.clock.now();
  const email = `${name}@cordon.example`;
  hash ??= testApp.deps.passwords.hash(TEST_PASSWORD);
  const passwordHash = await hash;
  return withOrganisation(testApp.database, organisationId, async (tx: Tx) => {
    const id = await insertUser(tx, organisationId, { email, name }, now);
    if (!id) throw new Error(`${email} is there already`);
    await setPassword(tx, organisationId, id, passwordHash);
    for (const grant of grants) await insertGrant(tx, organisationId, { userId: id, ...grant }, now);
    return { id, email };
  });
}

/** A browser as far as the API can tell: keeps cookies and the CSRF token, and names its origin. */
export interface TestBrowser {
  cookies: Map<string, string>;
  csrfToken: string;
  request(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  signIn(email: string, password?: string): Promise<LightMyRequestResponse>;
}

/** @param address where its requests come from */
export function createTestBrowser(testApp: TestApp, address = '198.51.100.7'): TestBrowser {
  const browser: TestBrowser = {
    cookies: new Map(),
    csrfToken: '',
    request: async (method, url, body, headers = {}) => {
      const options: InjectOptions = {
        method,
        url,
        remoteAddress: address,
        headers: {
          origin: testApp.deps.config.publicUrl,
          'x-csrf-token': browser.csrfToken,
          cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...headers,
        },
      };
      const response = await testApp.app.inject(body === undefined ? options : { ...options, payload: body as object });
      for (const cookie of response.cookies) {
        if (cookie.value === '') browser.cookies.delete(cookie.name);
        else browser.cookies.set(cookie.name, cookie.value);
      }
      const token = response.headers['x-csrf-token'];
      if (typeof token === 'string') browser.csrfToken = token;
      return response;
    },
    signIn: async (email, password = TEST_PASSWORD) => {
      const response = await browser.request('POST', '/v1/sessions', { email, password });
      if (response.statusCode === 201) browser.csrfToken = response.json<{ csrfToken: string }>().csrfToken;
      return response;
    },
  };
  return browser;
}

/** SHA-256, as secrets are stored. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

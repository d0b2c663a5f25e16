import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';

const TIMEOUT_MS = 30_000;
const ATTEMPTS = 5;

/** A client of the operator API, as any outside program would have: address and API token. */
export interface OperatorClient {
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  put<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
}

/** The API answered with an error: a fault of the demonstration or of the server, not of the user. */
export class OperatorApiError extends Error {
  constructor(request: string, status: number, body: string) {
    super(`${request} was answered ${status}: ${body.slice(0, 500)}`);
    this.name = 'OperatorApiError';
  }
}

/**
 * Makes a client.
 *
 * @param url origin of the API
 * @param apiToken of an administrator
 */
export function createOperatorClient(url: string, apiToken: string): OperatorClient {
  const request = async <T>(method: string, path: string, body: unknown, schema: z.ZodType<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      const headers: Record<string, string> = { authorization: `Bearer ${apiToken}`, accept: 'application/json' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      const response = await fetch(new URL(path, url), {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) return schema.parse(await response.json());
      const isPassing = response.status === 429 || response.status === 503;
      if (!isPassing || attempt === ATTEMPTS) {
        throw new OperatorApiError(`${method} ${path}`, response.status, await response.text());
      }
      await sleep(Math.min(Number(response.headers.get('retry-after') ?? 1), 10) * 1000);
    }
  };
  return {
    get: (path, schema) => request('GET', path, undefined, schema),
    post: (path, body, schema) => request('POST', path, body, schema),
    put: (path, body, schema) => request('PUT', path, body, schema),
  };
}

import { NoAnswerError, toRefusedError } from './problem.ts';

const TIMEOUT_MS = 30_000;

/** How requests are sent; tests pass one that loses answers. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Call {
  method: 'GET' | 'POST';
  path: string;
  body?: string;
  contentType?: string;
  bearer?: string;
  headers?: Record<string, string>;
}

/**
 * Sends one request. Redirects are refused: a signed report is for the pinned audience alone.
 *
 * @throws RefusedError for any status of 400 and above, NoAnswerError if none came within 30 s
 */
export async function call(fetch: Fetch, baseUrl: string, request: Call): Promise<Response> {
  const url = new URL(request.path, baseUrl).href;
  const headers: Record<string, string> = { accept: 'application/json, application/jose', ...request.headers };
  if (request.contentType) headers['content-type'] = request.contentType;
  if (request.bearer) headers.authorization = `Bearer ${request.bearer}`;
  let response: Response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(url, { method: request.method, headers, body: request.body, redirect: 'error', signal });
  } catch (cause) {
    throw new NoAnswerError(url, cause);
  }
  if (response.status >= 400) throw await toRefusedError(response);
  return response;
}

/** Reads a JSON answer; one that breaks off counts as no answer. */
export async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new NoAnswerError(response.url, cause);
  }
}

import createClient, { type Middleware } from 'openapi-fetch';
import { takeEarly } from '../early.ts';
import type { paths } from './generated/schema.ts';
import { toProblem } from './problem.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** Asks whoever is at the screen to sign in again, and resolves when that is done; set by the session. */
let signInAgain: () => Promise<void> = () => Promise.resolve();
let csrfToken: string | undefined;

/** Keeps the CSRF token of the session, in memory alone. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

/** Sets what happens when a session has ended while somebody works. */
export function onSessionEnd(handler: () => Promise<void>): void {
  signInAgain = handler;
}

/**
 * As `fetch`, for one's own API: a session that has ended is begun again by its owner and the request repeated, so that
 * nothing that was typed in is lost.
 */
async function fetchWithSession(request: Request): Promise<Response> {
  const early = request.method === 'GET' ? await takeEarly(request.url) : undefined;
  if (early) return early;
  const again = request.clone();
  const response = await fetch(withToken(request));
  if (response.status !== 401 || !(await isSessionOver(response))) return response;
  await signInAgain();
  return fetch(withToken(again));
}

/** Not every 401 is one: a wrong password is told by it as well. */
async function isSessionOver(response: Response): Promise<boolean> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return toProblem(response.status, body).code === 'unauthenticated';
}

function withToken(request: Request): Request {
  if (!SAFE_METHODS.has(request.method) && csrfToken) request.headers.set('x-csrf-token', csrfToken);
  return request;
}

/** Every refusal is thrown as an `ApiProblem`. */
const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (response.ok || response.status === 304) return undefined;
    const body: unknown = await response.json().catch(() => undefined);
    throw toProblem(response.status, body);
  },
};

/** The API, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: fetchWithSession });
api.use(throwProblems);

/**
 * The body of an answer. Refusals were thrown before.
 *
 * @example const me = await bodyOf(api.GET('/v1/me'))
 */
export async function bodyOf<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await answer;
  if (data === undefined || data === null) throw toProblem(502, undefined);
  return data;
}

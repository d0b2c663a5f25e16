import { AppError, type Permission } from '@cordon/contract';
import { authenticateApiToken, authenticateSession, type OperatorAccess } from '@cordon/db';
import cookie from '@fastify/cookie';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { assertSameSite } from './csrf.ts';
import { makeOperator, type Operator } from './operator.ts';
import { sessionCookieName } from './session-cookie.ts';

export type { Operator } from './operator.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route below /v1 that is not public, before its handler runs. */
    operator: Operator;
    /** The session, where the caller came with its cookie rather than with an API token. */
    operatorSession?: { id: string; token: string };
  }
  interface FastifyContextConfig {
    /** What a route below /v1 needs; a route without it is not registered. `signed-in`: any authenticated caller. `public`: anyone. */
    permission?: Permission | 'signed-in' | 'public';
    /** The permission must be held on the root unit. */
    everywhere?: boolean;
  }
}

type AuthDeps = Pick<Deps, 'config' | 'database' | 'clock'>;

/**
 * Authenticates callers of /v1 by session cookie or API token and enforces each route's permission.
 * Denies by default: a route below /v1 that names no permission stops the start.
 */
export function registerOperatorAuth(app: FastifyInstance, deps: AuthDeps): void {
  void app.register(cookie);
  app.decorateRequest('operator', null as unknown as Operator);
  app.decorateRequest('operatorSession', undefined);
  app.addHook('onRoute', (route) => {
    if (isOperatorPath(route.url) && route.config?.permission === undefined) {
      throw new Error(`Route ${String(route.method)} ${route.url} names no permission; set config.permission.`);
    }
  });
  app.addHook('onRequest', async (request) => {
    const { permission, everywhere } = request.routeOptions.config as FastifyContextConfig;
    if (permission === undefined || permission === 'public') return;
    request.operator = await authenticate(request, deps);
    if (permission !== 'signed-in') authorise(request.operator, permission, everywhere ?? false);
  });
}

function isOperatorPath(url: string): boolean {
  return url === '/v1' || url.startsWith('/v1/');
}

async function authenticate(request: FastifyRequest, deps: AuthDeps): Promise<Operator> {
  const { authorization } = request.headers;
  const access = authorization === undefined ? await bySession(request, deps) : await byToken(authorization, deps);
  if (!access)
    throw new AppError('unauthenticated', 'Sign in, or send a valid API token as "Authorization: Bearer …".');
  return makeOperator(access);
}

async function byToken(authorization: string, deps: AuthDeps): Promise<OperatorAccess | undefined> {
  const token = /^Bearer (cot_[A-Za-z0-9_-]{43})$/i.exec(authorization)?.[1];
  return token === undefined ? undefined : authenticateApiToken(deps.database, token, deps.clock.now());
}

async function bySession(request: FastifyRequest, deps: AuthDeps): Promise<OperatorAccess | undefined> {
  const token = request.server.parseCookie(request.headers.cookie ?? '')[sessionCookieName(deps.config)];
  if (token === undefined || !/^cse_[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  const access = await authenticateSession(deps.database, token, deps.clock.now());
  if (access?.sessionId === undefined) return undefined;
  assertSameSite(request, deps.config, token);
  request.operatorSession = { id: access.sessionId, token };
  return access;
}

/**
 * The caller that a session's token stands for, without any look at the request: for the answer to a sign-in.
 *
 * @throws AppError `unauthenticated` if the session has ended
 */
export async function authenticateSessionToken(token: string, deps: AuthDeps): Promise<Operator> {
  const access = await authenticateSession(deps.database, token, deps.clock.now());
  if (!access) throw new AppError('unauthenticated', 'The session has ended; sign in again.');
  return makeOperator(access);
}

/**
 * Looks a caller up again whose request goes on for long, without noting the credential as used.
 *
 * @returns `undefined` if the session or token has ended
 */
export async function reauthenticate(request: FastifyRequest, deps: AuthDeps): Promise<Operator | undefined> {
  const now = deps.clock.now();
  const session = request.operatorSession?.token;
  const token = session ?? /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const authenticateAgain = session === undefined ? authenticateApiToken : authenticateSession;
  const access = await authenticateAgain(deps.database, token, now, { untouched: true });
  return access && makeOperator(access);
}

function authorise(operator: Operator, permission: Permission, everywhere: boolean): void {
  const isAllowed = everywhere ? operator.canEverywhere(permission) : operator.can(permission);
  if (isAllowed) return;
  const where = everywhere ? ' on the whole organisation' : '';
  throw new AppError('forbidden', `This needs the permission "${permission}"${where}.`);
}

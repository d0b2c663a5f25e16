import { SessionListQuery, SessionPage, SessionParams, SignedIn, SignIn } from '@cordon/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { assertOwnOrigin, csrfTokenOf } from '../../plugins/csrf.ts';
import { authenticateSessionToken } from '../../plugins/operator-auth.ts';
import {
  clearSessionCookie,
  knownDeviceCookieName,
  sessionCookieName,
  setKnownDeviceCookie,
  setSessionCookie,
} from '../../plugins/session-cookie.ts';
import { showMe } from '../me/me.service.ts';
import { requireOwnSession } from './own-session.ts';
import { endSession, findSessions, toSession } from './sessions.service.ts';
import { type SignInOrigin, signIn } from './sign-in.service.ts';

/** `/v1/sessions`: signing in and out. */
export function registerSessions(app: App, deps: Deps): void {
  const config = { permission: 'signed-in' as const };
  app.post(
    '/v1/sessions',
    {
      config: { permission: 'public' },
      schema: { operationId: 'signIn', summary: 'Sign in', body: SignIn, response: { 201: SignedIn } },
    },
    async (request, reply) => {
      assertOwnOrigin(request, deps.config);
      const signedIn = await signIn(deps, request.body, originOf(request, deps));
      setSessionCookie(reply, deps.config, signedIn.token);
      setKnownDeviceCookie(reply, deps.config, signedIn.knownDevice);
      const csrfToken = csrfTokenOf(signedIn.token);
      const me = await showMe(deps, await authenticateSessionToken(signedIn.token, deps), csrfToken);
      return reply.code(201).send({ session: toSession(signedIn.session, signedIn.session.id), csrfToken, me });
    },
  );
  app.get(
    '/v1/sessions',
    {
      config,
      schema: {
        operationId: 'listSessions',
        summary: 'List your own sessions',
        querystring: SessionListQuery,
        response: { 200: SessionPage },
      },
    },
    async (request) => findSessions(deps, request.operator.organisationId, requireOwnSession(request), request.query),
  );
  app.delete(
    '/v1/sessions/:id',
    {
      config,
      schema: {
        operationId: 'endSession',
        summary: 'End one of your sessions; "current": sign out',
        params: SessionParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const own = requireOwnSession(request);
      const id = request.params.id === 'current' ? own.id : request.params.id;
      await endSession(deps, request.operator.organisationId, own, id);
      if (id === own.id) clearSessionCookie(reply, deps.config);
      return reply.code(204).send(null);
    },
  );
}

function originOf(request: FastifyRequest, deps: Deps): SignInOrigin {
  const { [sessionCookieName(deps.config)]: presentToken, [knownDeviceCookieName(deps.config)]: knownDevice } =
    request.cookies;
  return { address: request.ip, userAgent: request.headers['user-agent'], presentToken, knownDevice };
}

import { AppError } from '@cordon/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Deps } from '../../deps.ts';
import { csrfTokenOf } from '../../plugins/csrf.ts';
import { setSessionCookie } from '../../plugins/session-cookie.ts';
import type { OwnSession } from './rotate-sessions.ts';

/** The session that the caller came with; `undefined` for an API token. */
export function ownSessionOf(request: FastifyRequest): OwnSession | undefined {
  const { operatorSession, operator } = request;
  if (!operatorSession || operator.userId === undefined) return undefined;
  return { id: operatorSession.id, userId: operator.userId };
}

/** @throws AppError `forbidden` for an API token: it has no sessions and no password */
export function requireOwnSession(request: FastifyRequest): OwnSession {
  const own = ownSessionOf(request);
  if (own) return own;
  throw new AppError('forbidden', 'This is for users who signed in; an API token cannot do it.');
}

/** Gives the caller's browser its new session, and the CSRF token that belongs to it, after a change of rights. */
export function renewSession(reply: FastifyReply, deps: Pick<Deps, 'config'>, token: string | undefined): void {
  if (token === undefined) return;
  setSessionCookie(reply, deps.config, token);
  reply.header('x-csrf-token', csrfTokenOf(token));
}

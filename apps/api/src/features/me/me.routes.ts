import { Me, MePatch } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { csrfTokenOf } from '../../plugins/csrf.ts';
import { renewSession, requireOwnSession } from '../sessions/own-session.ts';
import { changeMe, showMe } from './me.service.ts';

/** `/v1/me`: the caller. */
export function registerMe(app: App, deps: Deps): void {
  const config = { permission: 'signed-in' as const };
  app.get(
    '/v1/me',
    { config, schema: { operationId: 'showMe', summary: 'Who you are and what you may do', response: { 200: Me } } },
    async (request) => {
      const token = request.operatorSession?.token;
      return showMe(deps, request.operator, token === undefined ? null : csrfTokenOf(token));
    },
  );
  app.patch(
    '/v1/me',
    {
      config,
      schema: {
        operationId: 'changeMe',
        summary: 'Change your name, language or password',
        body: MePatch,
        response: { 200: Me },
      },
    },
    async (request, reply) => {
      const own = requireOwnSession(request);
      const renewed = await changeMe(deps, request.operator, own, request.body);
      renewSession(reply, deps, renewed);
      return showMe(deps, request.operator, csrfTokenOf(renewed ?? request.operatorSession?.token ?? ''));
    },
  );
}

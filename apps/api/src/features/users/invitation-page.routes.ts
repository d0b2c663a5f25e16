import { AppError, InvitationAccept, PROBLEMS } from '@cordon/contract';
import formbody from '@fastify/formbody';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { addressKey } from '../../plugins/rate-limit.ts';
import { renderAccepted, renderInvitation, renderRefusal } from './invitation-page.ts';
import { acceptInvitation, openInvitation } from './invitations.service.ts';

const LinkQuery = z.object({ token: z.string().max(100).default('') });

/** `/invitation`: where the link of an invitation leads. Opening it changes nothing. */
export async function registerInvitationPage(app: App, deps: Deps): Promise<void> {
  await app.register((scope: App, _options: object, done: () => void) => {
    void scope.register(formbody, { bodyLimit: 10_240 });
    scope.get('/invitation', { schema: { hide: true, querystring: LinkQuery } }, async (request, reply) => {
      deps.rateLimits.byAddress.take(`invitation ${addressKey(request.ip)}`);
      const { token } = request.query;
      return answer(reply, async () => renderInvitation(await openInvitation(deps, token), token));
    });
    scope.post('/invitation', { schema: { hide: true, body: InvitationAccept } }, async (request, reply) => {
      deps.rateLimits.byAddress.take(`invitation ${addressKey(request.ip)}`);
      const { token } = request.body;
      return answer(reply, async () => {
        const invitation = await openInvitation(deps, token);
        try {
          return renderAccepted(await acceptInvitation(deps, request.body));
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'validation') throw error;
          reply.code(PROBLEMS.validation.status);
          return renderInvitation(invitation, token, error.detail);
        }
      });
    });
    done();
  });
}

/** The address holds a secret: the page is kept nowhere. */
async function answer(reply: FastifyReply, render: () => Promise<string>): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
  try {
    return reply.send(await render());
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    return reply.code(404).send(renderRefusal(error.detail));
  }
}

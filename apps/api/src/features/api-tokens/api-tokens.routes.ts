import { ApiTokenCreate, ApiTokenListQuery, ApiTokenPage, CreatedApiToken, IdParams } from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { endApiToken, findApiTokens, makeApiToken } from './api-tokens.service.ts';

/** `/v1/api-tokens`: what programs sign in with. */
export function registerApiTokens(app: App, deps: Deps): void {
  app.get(
    '/v1/api-tokens',
    {
      config: { permission: 'api-tokens:read' },
      schema: {
        operationId: 'listApiTokens',
        summary: 'List API tokens',
        querystring: ApiTokenListQuery,
        response: { 200: ApiTokenPage },
      },
    },
    async (request) => findApiTokens(deps, request.operator, request.query),
  );
  app.post(
    '/v1/api-tokens',
    {
      config: { permission: 'api-tokens:write' },
      schema: {
        operationId: 'createApiToken',
        summary: 'Make an API token; it is shown once',
        body: ApiTokenCreate,
        response: { 201: CreatedApiToken },
      },
    },
    async (request, reply) => reply.code(201).send(await makeApiToken(deps, request.operator, request.body)),
  );
  app.delete(
    '/v1/api-tokens/:id',
    {
      config: { permission: 'api-tokens:write' },
      schema: {
        operationId: 'revokeApiToken',
        summary: 'Revoke an API token',
        params: IdParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await endApiToken(deps, request.operator, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

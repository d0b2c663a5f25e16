import {
  CreatedEnrolmentToken,
  EnrolmentToken,
  EnrolmentTokenCreate,
  EnrolmentTokenListQuery,
  EnrolmentTokenPage,
  IdParams,
} from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import {
  endEnrolmentToken,
  findEnrolmentTokens,
  makeEnrolmentToken,
  showEnrolmentToken,
} from './enrolment-tokens.service.ts';

const tags = ['enrolment-tokens'];

/** `/v1/enrolment-tokens`: what lets devices enrol. */
export function registerEnrolmentTokens(app: App, deps: Deps): void {
  app.get(
    '/v1/enrolment-tokens',
    {
      config: { permission: 'enrolment-tokens:read' },
      schema: {
        tags,
        operationId: 'listEnrolmentTokens',
        summary: 'List enrolment tokens',
        querystring: EnrolmentTokenListQuery,
        response: { 200: EnrolmentTokenPage },
      },
    },
    (request) => findEnrolmentTokens(deps, request.operator, request.query),
  );

  app.post(
    '/v1/enrolment-tokens',
    {
      config: { permission: 'enrolment-tokens:write' },
      schema: {
        tags,
        operationId: 'createEnrolmentToken',
        summary: 'Make an enrolment token',
        description: 'The token and its QR code are in this answer and nowhere else.',
        body: EnrolmentTokenCreate,
        response: { 201: CreatedEnrolmentToken },
      },
    },
    async (request, reply) => {
      const created = await makeEnrolmentToken(deps, request.operator, request.body);
      return reply.code(201).header('cache-control', 'no-store').send(created);
    },
  );

  app.get(
    '/v1/enrolment-tokens/:id',
    {
      config: { permission: 'enrolment-tokens:read' },
      schema: {
        tags,
        operationId: 'showEnrolmentToken',
        summary: 'Show an enrolment token and its uses',
        params: IdParams,
        response: { 200: EnrolmentToken },
      },
    },
    (request) => showEnrolmentToken(deps, request.operator, request.params.id),
  );

  app.post(
    '/v1/enrolment-tokens/:id/revoke',
    {
      config: { permission: 'enrolment-tokens:write' },
      schema: {
        tags,
        operationId: 'revokeEnrolmentToken',
        summary: 'Revoke an enrolment token',
        params: IdParams,
        response: { 200: EnrolmentToken },
      },
    },
    (request) => endEnrolmentToken(deps, request.operator, request.params.id),
  );
}

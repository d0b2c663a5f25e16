import {
  Grant,
  GrantCreate,
  GrantParams,
  IdParams,
  Invitation,
  InvitationAccept,
  InvitedUser,
  User,
  UserInvite,
  UserListQuery,
  UserPage,
  UserPatch,
} from '@cordon/contract';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { addressKey } from '../../plugins/rate-limit.ts';
import { ownSessionOf, renewSession } from '../sessions/own-session.ts';
import { addGrant, removeGrant } from './grants.service.ts';
import { registerInvitationPage } from './invitation-page.routes.ts';
import { acceptInvitation } from './invitations.service.ts';
import { type Caller, changeUser, findUsers, inviteAgain, inviteUser, showUser } from './users.service.ts';

const READ = { permission: 'users:read' as const };
const WRITE = { permission: 'users:write' as const };

/** `/v1/users` and `/v1/invitations`: who signs in to administer. */
export async function registerUsers(app: App, deps: Deps): Promise<void> {
  app.get(
    '/v1/users',
    {
      config: READ,
      schema: {
        operationId: 'listUsers',
        summary: 'List users',
        querystring: UserListQuery,
        response: { 200: UserPage },
      },
    },
    async (request) => findUsers(deps, request.operator, request.query),
  );
  app.get(
    '/v1/users/:id',
    {
      config: READ,
      schema: { operationId: 'showUser', summary: 'Show a user', params: IdParams, response: { 200: User } },
    },
    async (request) => showUser(deps, request.operator, request.params.id),
  );
  app.post(
    '/v1/users',
    {
      config: WRITE,
      schema: {
        operationId: 'inviteUser',
        summary: 'Invite a user; the link is shown once',
        body: UserInvite,
        response: { 201: InvitedUser },
      },
    },
    async (request, reply) => reply.code(201).send(await inviteUser(deps, request.operator, request.body)),
  );
  app.patch(
    '/v1/users/:id',
    {
      config: WRITE,
      schema: {
        operationId: 'changeUser',
        summary: 'Change, disable or enable a user',
        params: IdParams,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const { user, renewed } = await changeUser(deps, callerOf(request), request.params.id, request.body);
      renewSession(reply, deps, renewed);
      return user;
    },
  );
  registerGrants(app, deps);
  registerInvitations(app, deps);
  await registerInvitationPage(app, deps);
}

function registerGrants(app: App, deps: Deps): void {
  app.post(
    '/v1/users/:id/grants',
    {
      config: WRITE,
      schema: {
        operationId: 'grantRole',
        summary: 'Grant a role on a unit',
        params: IdParams,
        body: GrantCreate,
        response: { 201: Grant },
      },
    },
    async (request, reply) => {
      const { grant, renewed } = await addGrant(deps, callerOf(request), request.params.id, request.body);
      renewSession(reply, deps, renewed);
      return reply.code(201).send(grant);
    },
  );
  app.delete(
    '/v1/users/:id/grants/:grantId',
    {
      config: WRITE,
      schema: {
        operationId: 'removeGrant',
        summary: 'Take a grant away',
        params: GrantParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, grantId } = request.params;
      renewSession(reply, deps, await removeGrant(deps, callerOf(request), id, grantId));
      return reply.code(204).send(null);
    },
  );
}

function registerInvitations(app: App, deps: Deps): void {
  app.post(
    '/v1/users/:id/invitations',
    {
      config: WRITE,
      schema: {
        operationId: 'inviteUserAgain',
        summary: 'Invite a user anew; the link is shown once',
        params: IdParams,
        response: { 201: Invitation },
      },
    },
    async (request, reply) => reply.code(201).send(await inviteAgain(deps, request.operator, request.params.id)),
  );
  app.post(
    '/v1/invitations/accept',
    {
      config: { permission: 'public' },
      schema: {
        operationId: 'acceptInvitation',
        summary: 'Accept an invitation by choosing a password',
        body: InvitationAccept,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      deps.rateLimits.byAddress.take(`invitation ${addressKey(request.ip)}`);
      await acceptInvitation(deps, request.body);
      return reply.code(204).send(null);
    },
  );
}

function callerOf(request: FastifyRequest): Caller {
  return { operator: request.operator, own: ownSessionOf(request) };
}

import { IdParams, Person, PersonCreate, PersonListQuery, PersonPage, PersonPatch } from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { changePerson, createPerson, findPeople, removePerson, showPerson } from './people.service.ts';

const tags = ['people'];

/** `/v1/people`: holders of devices and their dependants. */
export function registerPeople(app: App, deps: Deps): void {
  app.get(
    '/v1/people',
    {
      config: { permission: 'people:read' },
      schema: {
        tags,
        operationId: 'listPeople',
        summary: 'List people',
        querystring: PersonListQuery,
        response: { 200: PersonPage },
      },
    },
    (request) => findPeople(deps, request.operator, request.query),
  );

  app.post(
    '/v1/people',
    {
      config: { permission: 'people:write' },
      schema: {
        tags,
        operationId: 'createPerson',
        summary: 'Add a person',
        body: PersonCreate,
        response: { 201: Person },
      },
    },
    async (request, reply) => reply.code(201).send(await createPerson(deps, request.operator, request.body)),
  );

  app.get(
    '/v1/people/:id',
    {
      config: { permission: 'people:read' },
      schema: {
        tags,
        operationId: 'showPerson',
        summary: 'Show a person',
        params: IdParams,
        response: { 200: Person },
      },
    },
    (request) => showPerson(deps, request.operator, request.params.id),
  );

  app.patch(
    '/v1/people/:id',
    {
      config: { permission: 'people:write' },
      schema: {
        tags,
        operationId: 'changePerson',
        summary: 'Change a person',
        params: IdParams,
        body: PersonPatch,
        response: { 200: Person },
      },
    },
    (request) => changePerson(deps, request.operator, request.params.id, request.body),
  );

  app.delete(
    '/v1/people/:id',
    {
      config: { permission: 'people:write' },
      schema: {
        tags,
        operationId: 'erasePerson',
        summary: 'Erase a person',
        description: 'Empties what names the person, also in the audit record. It cannot be undone.',
        params: IdParams,
        response: { 204: z.null().describe('What named the person is gone.') },
      },
    },
    async (request, reply) => {
      await removePerson(deps, request.operator, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

import { IdParams, Unit, UnitCreate, UnitListQuery, UnitPage, UnitPatch } from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { changeUnit, createUnit, findUnits, removeUnit, showUnit } from './units.service.ts';

const tags = ['units'];

/** `/v1/units`: the organisation's tree. */
export function registerUnits(app: App, deps: Deps): void {
  app.get(
    '/v1/units',
    {
      config: { permission: 'units:read' },
      schema: {
        tags,
        operationId: 'listUnits',
        summary: 'List units',
        querystring: UnitListQuery,
        response: { 200: UnitPage },
      },
    },
    (request) => findUnits(deps, request.operator, request.query),
  );

  app.post(
    '/v1/units',
    {
      config: { permission: 'units:write' },
      schema: {
        tags,
        operationId: 'createUnit',
        summary: 'Make a unit',
        body: UnitCreate,
        response: { 201: Unit },
      },
    },
    async (request, reply) => reply.code(201).send(await createUnit(deps, request.operator, request.body)),
  );

  app.get(
    '/v1/units/:id',
    {
      config: { permission: 'units:read' },
      schema: {
        tags,
        operationId: 'showUnit',
        summary: 'Show a unit',
        params: IdParams,
        response: { 200: Unit },
      },
    },
    (request) => showUnit(deps, request.operator, request.params.id),
  );

  app.patch(
    '/v1/units/:id',
    {
      config: { permission: 'units:write' },
      schema: {
        tags,
        operationId: 'changeUnit',
        summary: 'Rename or move a unit',
        params: IdParams,
        body: UnitPatch,
        response: { 200: Unit },
      },
    },
    (request) => changeUnit(deps, request.operator, request.params.id, request.body),
  );

  app.delete(
    '/v1/units/:id',
    {
      config: { permission: 'units:write' },
      schema: {
        tags,
        operationId: 'deleteUnit',
        summary: 'Delete an empty unit',
        params: IdParams,
        response: { 204: z.null().describe('It is gone.') },
      },
    },
    async (request, reply) => {
      await removeUnit(deps, request.operator, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

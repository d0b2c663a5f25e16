import { Advisory, AdvisoryListQuery, AdvisoryPage, IdParams } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findAdvisories, showAdvisory } from './advisories.service.ts';

const tags = ['advisories'];

/** `/v1/advisories`: what people were told. */
export function registerAdvisories(app: App, deps: Deps): void {
  app.get(
    '/v1/advisories',
    {
      config: { permission: 'advisories:read' },
      schema: {
        tags,
        operationId: 'listAdvisories',
        summary: 'List advisories',
        querystring: AdvisoryListQuery,
        response: { 200: AdvisoryPage },
      },
    },
    (request) => findAdvisories(deps, request.operator, request.query),
  );

  app.get(
    '/v1/advisories/:id',
    {
      config: { permission: 'advisories:read' },
      schema: {
        tags,
        operationId: 'showAdvisory',
        summary: 'Show an advisory, its deliveries and acknowledgements',
        params: IdParams,
        response: { 200: Advisory },
      },
    },
    (request) => showAdvisory(deps, request.operator, request.params.id),
  );
}

import { Delivery, DeliveryListQuery, DeliveryPage, IdParams } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findDeliveries, showDelivery } from './deliveries.service.ts';

const tags = ['deliveries'];

/** `/v1/deliveries`: which message went to whom, and what became of it. */
export function registerDeliveries(app: App, deps: Deps): void {
  app.get(
    '/v1/deliveries',
    {
      config: { permission: 'deliveries:read' },
      schema: {
        tags,
        operationId: 'listDeliveries',
        summary: 'List deliveries',
        querystring: DeliveryListQuery,
        response: { 200: DeliveryPage },
      },
    },
    (request) => findDeliveries(deps, request.operator, request.query),
  );

  app.get(
    '/v1/deliveries/:id',
    {
      config: { permission: 'deliveries:read' },
      schema: {
        tags,
        operationId: 'showDelivery',
        summary: 'Show a delivery',
        params: IdParams,
        response: { 200: Delivery },
      },
    },
    (request) => showDelivery(deps, request.operator, request.params.id),
  );
}

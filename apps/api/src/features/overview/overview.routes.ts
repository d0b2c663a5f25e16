import { Overview, Throughput, VerdictDays, VerdictDaysQuery } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { showOverview } from './overview.service.ts';
import { showThroughput, showVerdictDays } from './overview-history.service.ts';

/** `/v1/overview`: the fleet in numbers. */
export function registerOverview(app: App, deps: Deps): void {
  app.get(
    '/v1/overview',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags: ['overview'],
        operationId: 'showOverview',
        summary: 'Count verdicts, findings, destinations and what needs attention',
        response: { 200: Overview },
      },
    },
    (request) => showOverview(deps, request.operator),
  );
  app.get(
    '/v1/overview/verdicts',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags: ['overview'],
        operationId: 'listVerdictDays',
        summary: 'Count verdicts over the last days',
        querystring: VerdictDaysQuery,
        response: { 200: VerdictDays },
      },
    },
    (request) => showVerdictDays(deps, request.operator, request.query.days),
  );
  app.get(
    '/v1/overview/throughput',
    {
      config: { permission: 'devices:read', everywhere: true },
      schema: {
        tags: ['overview'],
        operationId: 'showThroughput',
        summary: 'Count reports judged a minute, and how long they took, over the last hour',
        response: { 200: Throughput },
      },
    },
    (request) => showThroughput(deps, request.operator),
  );
}

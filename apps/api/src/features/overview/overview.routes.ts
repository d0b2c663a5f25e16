import { Overview } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { showOverview } from './overview.service.ts';

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
}

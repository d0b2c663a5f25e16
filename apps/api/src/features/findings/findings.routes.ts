import { Finding, FindingListQuery, FindingPage, IdParams } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findFindings, showFinding } from './findings.service.ts';

const tags = ['findings'];

/** `/v1/findings`: rules that fail on devices. */
export function registerFindings(app: App, deps: Deps): void {
  app.get(
    '/v1/findings',
    {
      config: { permission: 'findings:read' },
      schema: {
        tags,
        operationId: 'listFindings',
        summary: 'List findings',
        querystring: FindingListQuery,
        response: { 200: FindingPage },
      },
    },
    (request) => findFindings(deps, request.operator, request.query),
  );

  app.get(
    '/v1/findings/:id',
    {
      config: { permission: 'findings:read' },
      schema: {
        tags,
        operationId: 'showFinding',
        summary: 'Show a finding with its evidence',
        params: IdParams,
        response: { 200: Finding },
      },
    },
    (request) => showFinding(deps, request.operator, request.params.id),
  );
}

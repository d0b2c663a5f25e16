import {
  Finding,
  FindingCount,
  FindingExportQuery,
  FindingFacets,
  FindingFilter,
  FindingListQuery,
  FindingPage,
  IdParams,
} from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { EXPORT_RESPONSE } from '../../resources/export-list.ts';
import { exportFindings } from './finding-export.ts';
import { countFindingsOf, findFindingFacets, findFindings, showFinding } from './findings.service.ts';

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
    '/v1/findings/count',
    {
      config: { permission: 'findings:read' },
      schema: {
        tags,
        operationId: 'countFindings',
        summary: 'Count findings, and the devices that have them',
        querystring: FindingFilter,
        response: { 200: FindingCount },
      },
    },
    (request) => countFindingsOf(deps, request.operator, request.query),
  );

  app.get(
    '/v1/findings/facets',
    {
      config: { permission: 'findings:read' },
      schema: {
        tags,
        operationId: 'listFindingFacets',
        summary: 'List the rules and vendors that findings are open or in grace for',
        response: { 200: FindingFacets },
      },
    },
    (request) => findFindingFacets(deps, request.operator),
  );

  app.get(
    '/v1/findings/export',
    {
      config: { permission: 'findings:read' },
      schema: {
        tags,
        operationId: 'exportFindings',
        summary: 'Export findings as CSV or NDJSON',
        querystring: FindingExportQuery,
        response: EXPORT_RESPONSE,
      },
    },
    (request, reply) => exportFindings(deps, request.operator, request.query, reply),
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

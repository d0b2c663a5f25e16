import { AuditEvent, AuditEventListQuery, AuditEventPage, IdParams } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findAuditEvents, showAuditEvent } from './audit-events.service.ts';

/** `/v1/audit-events`: who changed what. Read only. */
export function registerAuditEvents(app: App, deps: Deps): void {
  const config = { permission: 'audit-events:read' as const };
  app.get(
    '/v1/audit-events',
    {
      config,
      schema: {
        operationId: 'listAuditEvents',
        summary: 'List audit events',
        querystring: AuditEventListQuery,
        response: { 200: AuditEventPage },
      },
    },
    async (request) => findAuditEvents(deps, request.operator, request.query),
  );
  app.get(
    '/v1/audit-events/:id',
    {
      config,
      schema: {
        operationId: 'showAuditEvent',
        summary: 'Show an audit event',
        params: IdParams,
        response: { 200: AuditEvent },
      },
    },
    async (request) => showAuditEvent(deps, request.operator, request.params.id),
  );
}

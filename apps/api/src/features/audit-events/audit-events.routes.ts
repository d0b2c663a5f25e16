import {
  AuditChain,
  AuditEvent,
  AuditEventListQuery,
  AuditEventPage,
  AuditVerificationView,
  IdParams,
} from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { createChainVerifier, showAuditChain } from './audit-chain.service.ts';
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
  registerAuditChain(app, deps);
}

/** `/v1/audit-chain`: whether anybody changed the record. Of the whole organisation alone, as the chain is. */
function registerAuditChain(app: App, deps: Deps): void {
  const config = { permission: 'audit-events:read' as const, everywhere: true };
  const verify = createChainVerifier(deps);
  app.get(
    '/v1/audit-chain',
    {
      config,
      schema: {
        tags: ['audit-events'],
        operationId: 'showAuditChain',
        summary: 'Show how far audit events are sealed',
        response: { 200: AuditChain },
      },
    },
    async (request) => showAuditChain(deps, request.operator),
  );
  app.post(
    '/v1/audit-chain/verify',
    {
      config,
      schema: {
        tags: ['audit-events'],
        operationId: 'verifyAuditChain',
        summary: 'Check the whole chain of audit events against keys and checkpoints',
        description: 'Takes about a second for 50,000 events. Who asks meanwhile is told the same answer.',
        response: { 200: AuditVerificationView },
      },
    },
    async (request) => verify(request.operator),
  );
}

import { Organisation, OrganisationPatch, Rejudgement } from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { changeOrganisation, showOrganisation, showRejudgement } from './organisation.service.ts';

/** `/v1/organisation`: the caller's own. */
export function registerOrganisation(app: App, deps: Deps): void {
  app.get(
    '/v1/organisation',
    {
      config: { permission: 'organisation:read', everywhere: true },
      schema: { operationId: 'showOrganisation', summary: 'Show the organisation', response: { 200: Organisation } },
    },
    async (request) => showOrganisation(deps, request.operator),
  );
  app.patch(
    '/v1/organisation',
    {
      config: { permission: 'organisation:write', everywhere: true },
      schema: {
        operationId: 'changeOrganisation',
        summary: 'Change its name, its decision table, what is collected',
        body: OrganisationPatch,
        response: { 200: Organisation },
      },
    },
    async (request) => changeOrganisation(deps, request.operator, request.body),
  );
  app.get(
    '/v1/organisation/rejudgement',
    {
      config: { permission: 'policies:read' },
      schema: {
        operationId: 'showRejudgement',
        summary: 'Show how far judging again under the newest rules has come',
        response: { 200: Rejudgement },
      },
    },
    (request) => showRejudgement(deps, request.operator),
  );
}

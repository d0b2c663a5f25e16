import { VerdictAnswer, VerdictLookup, VerdictLookupAnswer, VerdictQuery } from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { entityTagOf, findVerdicts, isMatched, showVerdict } from './verdicts.service.ts';

const tags = ['verdicts'];

/** `/v1/verdicts`: may this device connect? For automated checks. */
export function registerVerdicts(app: App, deps: Deps): void {
  app.get(
    '/v1/verdicts',
    {
      config: { permission: 'verdicts:read' },
      schema: {
        tags,
        operationId: 'showVerdict',
        summary: 'Show the verdict of one device',
        description:
          'Give exactly one of deviceId, serialNumber and imei. Answers 304 if `If-None-Match` names the ETag.',
        querystring: VerdictQuery,
        response: { 200: VerdictAnswer, 304: z.null().describe('Nothing has changed.') },
      },
    },
    async (request, reply) => {
      const answer = await showVerdict(deps, request.operator, request.query);
      const entityTag = entityTagOf(answer);
      reply.header('etag', entityTag).header('cache-control', 'private, no-cache');
      if (isMatched(request.headers['if-none-match'], entityTag)) return reply.code(304).send(null);
      return answer;
    },
  );

  app.post(
    '/v1/verdicts/lookup',
    {
      config: { permission: 'verdicts:read' },
      schema: {
        tags,
        operationId: 'lookUpVerdicts',
        summary: 'Look up the verdicts of up to 500 devices',
        description: 'Answers in the order asked; a device that does not exist has the verdict null.',
        body: VerdictLookup,
        response: { 200: VerdictLookupAnswer },
      },
    },
    async (request) => ({ items: await findVerdicts(deps, request.operator, request.body.items) }),
  );
}

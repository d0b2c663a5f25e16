import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { deviceScope } from '../../plugins/device-scope.ts';
import { addressKey } from '../../plugins/rate-limit.ts';
import { enrol } from './enrolment.service.ts';

/** `POST /device/v1/enrol` (docs/device-protocol.md, "Enrol"). */
export async function registerEnrolment(app: App, deps: Deps): Promise<void> {
  await deviceScope(app, deps, 'application/json', (scope) => {
    // The service validates: a refusal for an invalid body is audited like the others.
    scope.post('/device/v1/enrol', { schema: { hide: true } }, async (request, reply) => {
      const { status, answer } = await enrol(deps, request.body, addressKey(request.ip));
      return reply.code(status).send(answer);
    });
  });
}

import { DeviceStatus } from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { deviceAuthScope } from '../../plugins/device-auth.ts';
import { acknowledgeByDevice, showDeviceStatus } from './device-status.service.ts';

const AdvisoryParams = z.strictObject({ id: z.uuid() });

/** `GET /device/v1/status` and `POST /device/v1/advisories/{id}/acknowledge`. */
export async function registerDeviceStatus(app: App, deps: Deps): Promise<void> {
  await deviceAuthScope(app, deps, (scope) => {
    const statusSchema = { hide: true, response: { 200: DeviceStatus } };
    scope.get('/device/v1/status', { schema: statusSchema }, async (request, reply) => {
      const asked = request.headers['accept-language'];
      const { language, status } = await showDeviceStatus(deps, request.device, asked);
      return reply.header('content-language', language).header('vary', 'Accept-Language').send(status);
    });
    const url = '/device/v1/advisories/:id/acknowledge';
    scope.post(url, { schema: { hide: true } }, async (request, reply) => {
      const params = AdvisoryParams.safeParse(request.params);
      await acknowledgeByDevice(deps, request.device, params.success ? params.data.id : NO_ADVISORY);
      return reply.code(204).send();
    });
  });
}

/** What is no UUID answers exactly as an advisory that does not exist. */
const NO_ADVISORY = '00000000-0000-0000-0000-000000000000';

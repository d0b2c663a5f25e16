import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { deviceAuthScope } from '../../plugins/device-auth.ts';
import { JOSE } from '../../plugins/device-scope.ts';
import { createSigningKeyCache, signDevicePolicy } from './device-policy.service.ts';

/** `GET /device/v1/policy` (docs/device-protocol.md, "What the device may ask"). */
export async function registerDevicePolicy(app: App, deps: Deps): Promise<void> {
  const service = { ...deps, signingKeys: createSigningKeyCache() };
  await deviceAuthScope(app, deps, (scope) => {
    scope.get('/device/v1/policy', { schema: { hide: true } }, async (request, reply) => {
      const { etag, jws } = await signDevicePolicy(service, request.device, request.headers['if-none-match']);
      reply.header('etag', etag);
      return jws === undefined ? reply.code(304).send() : reply.type(JOSE).send(jws);
    });
  });
}

import { publicSigningKeys } from '@cordon/db';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { deviceScope, JOSE } from '../../plugins/device-scope.ts';
import { addressKey } from '../../plugins/rate-limit.ts';
import { rotateKey } from './key-rotation.service.ts';

/** `POST /device/v1/key` and `/.well-known/jwks.json` (docs/device-protocol.md, "Key rotation"). */
export async function registerDeviceKeys(app: App, deps: Deps): Promise<void> {
  await deviceScope(app, deps, JOSE, (scope) => {
    scope.post('/device/v1/key', { schema: { hide: true } }, async (request) =>
      rotateKey(deps, request.body as Buffer, addressKey(request.ip)),
    );
  });
  app.get('/.well-known/jwks.json', { schema: { hide: true } }, async (_request, reply) => {
    const keys = await publicSigningKeys(deps.database, deps.clock.now());
    return reply.header('cache-control', 'public, max-age=300').type('application/jwk-set+json').send({ keys });
  });
}

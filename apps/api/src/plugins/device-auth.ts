import { AppError, DeviceBearerClaims } from '@cordon/contract';
import type { FastifyRequest } from 'fastify';
import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';
import { assertNotRetired, authenticateDevice } from '../devices/authenticate-device.ts';
import type { KnownDevice } from '../devices/device-directory.ts';
import { parseCompactJws } from '../jose/compact-jws.ts';
import { addressKey } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The device that asks, on routes below /device/v1 that take a bearer token. */
    device: KnownDevice;
  }
}

export type DeviceAuthDeps = Pick<Deps, 'clock' | 'directory' | 'audiences' | 'rateLimits' | 'securityLog'>;

/** How far a device's clock may be off, and how long its token may be valid. */
const MAX_SECONDS = 300;

/**
 * Registers routes that a device asks with `Authorization: Bearer`, a JWT by its own key (docs/device-protocol.md, "What
 * the device may ask").
 */
export async function deviceAuthScope(app: App, deps: DeviceAuthDeps, register: (scope: App) => void): Promise<void> {
  await app.register((plain, _options, done) => {
    const scope = plain as unknown as App;
    scope.decorateRequest('device', null as unknown as KnownDevice);
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('date', deps.clock.now().toUTCString());
      reply.header('cache-control', 'private, no-cache');
      request.device = await authenticate(deps, request);
    });
    // These requests say all they have to say by address and header; a body is read and ignored.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, parsed) => parsed(null, undefined));
    register(scope);
    done();
  });
}

async function authenticate(deps: DeviceAuthDeps, request: FastifyRequest): Promise<KnownDevice> {
  const source = addressKey(request.ip);
  deps.rateLimits.byAddress.take(source);
  const device = await verifyBearer(deps, request.headers.authorization ?? '').catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'bearer-invalid') deps.securityLog.count(source, error.code);
    throw error;
  });
  deps.rateLimits.byAddress.giveBack(source);
  deps.rateLimits.byDevice.take(device.id);
  return device;
}

/**
 * @param authorization value of the header
 * @throws AppError `malformed`, `bearer-invalid`, `clock-skew`, `device-retired`, `device-pending`
 */
export async function verifyBearer(deps: DeviceAuthDeps, authorization: string): Promise<KnownDevice> {
  const token = /^Bearer +([\w.-]{1,8192})$/i.exec(authorization)?.[1];
  if (token === undefined) throw invalid('Send "Authorization: Bearer" with a JWT signed by the device key.');
  const jws = parseCompactJws(token, { type: 'device+jwt' });
  if ('fault' in jws) throw jws.fault === 'header' ? new AppError('malformed', jws.detail) : invalid(jws.detail);
  const claims = DeviceBearerClaims.safeParse(jws.payload);
  if (!claims.success) throw invalid('The claims must be { iss, sub, aud, iat, exp } and nothing else.');
  const { iss, sub, aud, iat, exp } = claims.data;
  // Asked rarely, and answered with what is meant for this device alone: what is remembered would be too old.
  deps.directory.forget(iss);
  const device = await authenticateDevice(deps.directory, jws, iss).catch((error: unknown) => {
    throw error instanceof AppError ? invalid('It is not signed by the present key of an enrolled device.') : error;
  });
  if (sub !== iss) throw invalid('The "sub" must be the "iss".');
  if (!deps.audiences.has(aud)) throw invalid('The "aud" is not the audience that enrolment returned.');
  const now = deps.clock.now().getTime() / 1_000;
  if (Math.abs(iat - now) > MAX_SECONDS) {
    throw new AppError('clock-skew', `The "iat" is more than ${MAX_SECONDS} s off the server's Date.`);
  }
  if (exp <= now || exp > iat + MAX_SECONDS) throw invalid(`It must be valid now, and for ${MAX_SECONDS} s at most.`);
  assertNotRetired(device);
  if (device.state === 'pending')
    throw new AppError('device-pending', 'An administrator has yet to confirm this device.');
  return device;
}

function invalid(detail: string): AppError {
  return new AppError('bearer-invalid', detail);
}

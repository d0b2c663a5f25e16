import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '@cordon/contract';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';

type OriginConfig = Pick<Deps['config'], 'publicUrl' | 'alsoKnownAs'>;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The CSRF token of a session: derived from the session's own secret, so that it is bound to it, ends with it, and can be
 * told again to a reloaded page (`GET /v1/me`) although neither is stored.
 */
export function csrfTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('cordon csrf v1').digest('base64url');
}

/**
 * Refuses an unsafe request that came with a session cookie unless it came from our own page: by `Origin` and by the
 * header `x-csrf-token`, which another site can neither read nor set.
 */
export function assertSameSite(request: FastifyRequest, config: OriginConfig, sessionToken: string): void {
  if (SAFE_METHODS.has(request.method)) return;
  assertOwnOrigin(request, config);
  const header = request.headers['x-csrf-token'];
  if (typeof header !== 'string' || !isEqual(header, csrfTokenOf(sessionToken))) {
    throw new AppError(
      'csrf-invalid',
      'Send the CSRF token of this session in the header "x-csrf-token"; GET /v1/me tells it.',
    );
  }
}

/** Refuses a request that a browser says comes from another origin. Programs that are no browsers send no such header. */
export function assertOwnOrigin(request: FastifyRequest, config: OriginConfig): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isForeign =
    origin === undefined ? site === 'cross-site' || site === 'same-site' : !ownOrigins(config).includes(origin);
  if (isForeign)
    throw new AppError('csrf-invalid', 'The request comes from another origin than PUBLIC_URL and ALSO_KNOWN_AS name.');
}

function ownOrigins(config: OriginConfig): string[] {
  return [config.publicUrl, ...config.alsoKnownAs].map((url) => new URL(url).origin);
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

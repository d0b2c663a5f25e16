import { createHash } from 'node:crypto';
import type { DeviceKey } from './keys.ts';
import { signJson, toNumericDate } from './sign.ts';

/**
 * The proof that who enrols holds the private key, bound to this token and this server (docs/device-protocol.md, "Enrol").
 *
 * @param url address of the server; its origin is the audience
 */
export function buildEnrolProof(key: DeviceKey, url: string, token: string, now: Date): Promise<string> {
  const payload = {
    aud: new URL(url).origin,
    token: createHash('sha256').update(token).digest('base64url'),
    iat: toNumericDate(now),
  };
  return signJson(key, { typ: 'enrol+jwt', jwk: key.publicJwk }, payload);
}

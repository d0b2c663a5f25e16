import type { DeviceKey } from './keys.ts';
import { signJson, toNumericDate } from './sign.ts';

/**
 * Asks to replace the present key: signed by it, with a proof signed by the new one that names what it replaces
 * (docs/device-protocol.md, "Key rotation").
 */
export async function buildKeyRotation(
  present: DeviceKey,
  next: DeviceKey,
  deviceId: string,
  audience: string,
  now: Date,
): Promise<string> {
  const iat = toNumericDate(now);
  const claims = { aud: audience, iat, sub: deviceId, replaces: present.thumbprint };
  const proof = await signJson(next, { typ: 'key-proof+jwt', jwk: next.publicJwk }, claims);
  return signJson(present, { typ: 'key+jwt', kid: deviceId }, { iss: deviceId, aud: audience, iat, proof });
}

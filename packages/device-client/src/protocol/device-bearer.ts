import type { DeviceKey } from './keys.ts';
import { signJson, toNumericDate } from './sign.ts';

/** The protocol's limit is 300 s; less leaves room for a clock that is a little off. */
const LIFETIME_SECONDS = 120;

/** What a device asks with: a short-lived JWT by its key, for `Authorization: Bearer`. */
export function deviceBearer(key: DeviceKey, deviceId: string, audience: string, now: Date): Promise<string> {
  const iat = toNumericDate(now);
  const claims = { iss: deviceId, sub: deviceId, aud: audience, iat, exp: iat + LIFETIME_SECONDS };
  return signJson(key, { typ: 'device+jwt', kid: deviceId }, claims);
}

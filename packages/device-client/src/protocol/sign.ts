import { CompactSign } from 'jose';
import type { DeviceKey } from './keys.ts';

/** Header members beside `alg`. */
export interface SignHeader {
  typ: string;
  kid?: string;
  jwk?: Record<string, string>;
}

/** Signs a JSON value as a compact JWS (RFC 7515 section 3.1). */
export function signJson(key: DeviceKey, header: SignHeader, payload: unknown): Promise<string> {
  return signText(key, header, JSON.stringify(payload));
}

/** Signs a text as it is: what is sent again must have the same bytes. */
export function signText(key: DeviceKey, header: SignHeader, payload: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: key.algorithm, ...header })
    .sign(key.privateKey);
}

/** Seconds since 1970, as JWT claims want them (RFC 7519 section 2, NumericDate). */
export function toNumericDate(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

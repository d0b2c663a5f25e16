import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { JwsAlgorithm } from './compact-jws.ts';
import { isEd25519Point } from './ed25519-point.ts';

/** A device's public key, ready to verify with. */
export interface PublicKey {
  algorithm: JwsAlgorithm;
  /** RFC 7638 thumbprint, base64url. */
  thumbprint: string;
  /** The required members alone: what is stored. */
  jwk: Readonly<Record<string, string>>;
  key: KeyObject;
}

/** Required members of a key (RFC 7638 section 3.2, RFC 8037 section 2), in the order of the thumbprint. */
const CURVES = [
  { kty: 'EC', crv: 'P-256', algorithm: 'ES256', coordinates: ['x', 'y'], bytes: 32 },
  { kty: 'EC', crv: 'P-384', algorithm: 'ES384', coordinates: ['x', 'y'], bytes: 48 },
  { kty: 'OKP', crv: 'Ed25519', algorithm: 'EdDSA', coordinates: ['x'], bytes: 32 },
] as const;

/**
 * Imports a device key. Only P-256, P-384 and Ed25519, and only a point that is on the curve.
 *
 * @returns undefined if it is not such a key, has a private part, or its coordinates are not of full length
 */
export function importPublicKey(jwk: unknown): PublicKey | undefined {
  if (typeof jwk !== 'object' || jwk === null || Object.hasOwn(jwk, 'd')) return undefined;
  const members = jwk as Record<string, unknown>;
  const curve = CURVES.find((entry) => entry.kty === members.kty && entry.crv === members.crv);
  if (!curve) return undefined;
  const canonical: Record<string, string> = { crv: curve.crv, kty: curve.kty };
  for (const name of curve.coordinates) {
    const value = members[name];
    if (typeof value !== 'string') return undefined;
    const bytes = Buffer.from(value, 'base64url');
    // One key has one spelling, else one key would have several thumbprints.
    if (bytes.length !== curve.bytes || bytes.toString('base64url') !== value) return undefined;
    if (curve.crv === 'Ed25519' && !isEd25519Point(bytes)) return undefined;
    canonical[name] = value;
  }
  try {
    const key = createPublicKey({ key: canonical as JsonWebKey, format: 'jwk' });
    const thumbprint = createHash('sha256').update(JSON.stringify(canonical)).digest('base64url');
    return { algorithm: curve.algorithm, thumbprint, jwk: canonical, key };
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import { EmbeddedJws } from './device-enrolment.ts';

/** `POST /device/v1/key` (docs/device-protocol.md, "Key rotation") and the token a device asks with. */

/** Algorithms of device keys; `Ed25519` (RFC 9864) is accepted as another name of `EdDSA`. */
export const DeviceKeyAlgorithm = z.enum(['ES256', 'ES384', 'EdDSA']);
export type DeviceKeyAlgorithm = z.infer<typeof DeviceKeyAlgorithm>;

/** Payload signed by the present key. */
export const KeyRotation = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.number().nonnegative(),
  proof: EmbeddedJws,
});
export type KeyRotation = z.infer<typeof KeyRotation>;

/** Payload of the inner proof, signed by the new key. */
export const KeyRotationProof = z.strictObject({
  aud: z.string(),
  iat: z.number().nonnegative(),
  sub: z.string(),
  /** RFC 7638 thumbprint of the present key. */
  replaces: z.string(),
});
export type KeyRotationProof = z.infer<typeof KeyRotationProof>;

export const KeyRotationAnswer = z.strictObject({ thumbprint: z.string() });
export type KeyRotationAnswer = z.infer<typeof KeyRotationAnswer>;

/** Claims of `Authorization: Bearer` below /device/v1. */
export const DeviceBearerClaims = z.strictObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  iat: z.number().nonnegative(),
  exp: z.number().nonnegative(),
});
export type DeviceBearerClaims = z.infer<typeof DeviceBearerClaims>;

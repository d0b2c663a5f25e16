import { boundedText, DeviceFacts } from '@cordon/policy';
import { z } from 'zod';

/** `POST /device/v1/enrol` (docs/device-protocol.md, "Enrol"). */

/** A JWS inside JSON: at most 8 KiB. */
export const EmbeddedJws = boundedText(8_192).min(1);

/** A public key as JWK (RFC 7517), as the server hands them out. */
export const PublicJwk = z.record(z.string(), z.unknown());
export type PublicJwk = z.infer<typeof PublicJwk>;

/** The device's description at enrolment: as in a report, but unknown members are refused. */
export const EnrolledDeviceFacts = z.strictObject({
  ...DeviceFacts.shape,
  os: z.strictObject(DeviceFacts.shape.os.shape),
});

export const EnrolmentRequest = z.strictObject({
  token: boundedText(256).min(1),
  proof: EmbeddedJws,
  device: EnrolledDeviceFacts,
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

/** Payload of the proof, signed by the new device key. */
export const EnrolmentProof = z.strictObject({
  aud: z.string(),
  /** Base64url SHA-256 of the enrolment token. */
  token: z.string(),
  iat: z.number().nonnegative(),
});

export const EnrolmentAnswer = z.strictObject({
  deviceId: z.uuid(),
  organisation: z.strictObject({ id: z.uuid(), name: z.string() }),
  audience: z.string(),
  state: z.enum(['active', 'pending']),
  reportEverySeconds: z.int().positive(),
  jwks: z.strictObject({ keys: z.array(PublicJwk) }),
});
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>;

const Entries = z.array(boundedText(256).min(1)).max(1_000).optional();

/** `enrolment_tokens.limits`: which devices a token is for. A device must meet every limit that is given. */
export const EnrolmentLimits = z.strictObject({
  /** Catalogue vendor keys. */
  vendors: Entries,
  /** Globs with `*` over model or product. */
  models: Entries,
  serialNumbers: Entries,
  imeis: Entries,
});
export type EnrolmentLimits = z.infer<typeof EnrolmentLimits>;

/** Limits as an operator gives them: vendors in any case. */
export const NewEnrolmentLimits = z.strictObject({
  ...EnrolmentLimits.shape,
  imeis: z
    .array(z.string().regex(/^[0-9]{14,16}$/, 'an IMEI has 14 to 16 digits'))
    .max(1_000)
    .optional(),
});
export type NewEnrolmentLimits = z.infer<typeof NewEnrolmentLimits>;

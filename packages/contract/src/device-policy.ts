import { z } from 'zod';
import { PublicJwk } from './device-enrolment.ts';

/** `GET /device/v1/policy` (docs/device-protocol.md, "What the device may ask"). */

const Collected = z.enum(['all', 'none']);

/** Payload of the JWS, signed by the organisation's key. */
export const DevicePolicyPayload = z.strictObject({
  /** The audience of this server. */
  iss: z.string(),
  /** The device's id. */
  aud: z.uuid(),
  iat: z.int(),
  exp: z.int(),
  epoch: z.int().nonnegative(),
  /** Sections that need not be sent. */
  collect: z.strictObject({
    posture: Collected,
    carrier: Collected,
    apps: Collected,
    services: Collected,
    connections: Collected,
  }),
  keys: z.array(PublicJwk),
  policies: z.array(
    z.strictObject({
      name: z.string(),
      version: z.int(),
      hash: z.string(),
      document: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type DevicePolicyPayload = z.infer<typeof DevicePolicyPayload>;

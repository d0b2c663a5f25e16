import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { IncomingReport } from '@cordon/db';

/** From this size on deflating is worth its time. */
const DEFLATE_FROM_BYTES = 1_024;
/** A report is hardly larger than this window: more memory to set up each time would only cost time. */
const DEFLATE = { level: 1, memLevel: 7, windowBits: 14, chunkSize: 32_768 } as const;

/**
 * A payload as it is stored: deflated at level 1 where that makes it smaller by a fifth.
 *
 * @param signed what the device signed, also where less is stored: its hash decides whether the same report came again
 */
export function encodePayload(
  signed: Buffer,
  stored: Buffer,
): Pick<IncomingReport, 'payload' | 'encoding' | 'payloadSha256'> {
  const payloadSha256 = createHash('sha256').update(signed).digest();
  if (stored.length < DEFLATE_FROM_BYTES) return { payloadSha256, payload: stored, encoding: 0 };
  const deflated = deflateRawSync(stored, DEFLATE);
  const isSmaller = deflated.length < stored.length * 0.8;
  return { payloadSha256, payload: isSmaller ? deflated : stored, encoding: isSmaller ? 1 : 0 };
}

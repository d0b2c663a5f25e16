import { type KeyObject, verify } from 'node:crypto';
import type { CompactJws, JwsAlgorithm } from './compact-jws.ts';

const HASHES: Readonly<Record<JwsAlgorithm, string | null>> = { ES256: 'sha256', ES384: 'sha384', EdDSA: null };

/**
 * Verifies a JWS over the bytes received, on a thread of the pool: an ES384 signature takes about a millisecond, which
 * the event loop should not wait for. ECDSA signatures are `r ‖ s` (RFC 7518 section 3.4), not DER.
 *
 * @param key public key of `jws.algorithm`; the caller has compared the two
 */
export function verifyJws(jws: CompactJws, key: KeyObject): Promise<boolean> {
  return new Promise((resolve) => {
    verify(
      HASHES[jws.algorithm],
      jws.signingInput,
      { key, dsaEncoding: 'ieee-p1363' },
      jws.signature,
      (error, isValid) => resolve(!error && isValid),
    );
  });
}

import { type KeyObject, verify } from 'node:crypto';
import type { CompactJws, JwsAlgorithm } from './compact-jws.ts';

const HASHES: Readonly<Record<JwsAlgorithm, string | null>> = { ES256: 'sha256', ES384: 'sha384', EdDSA: null };

/**
 * Verifies a JWS over the bytes received. An ES384 signature takes half a millisecond and more, which the event loop should
 * not wait for: it is checked on a thread of the pool. The others take a tenth of a millisecond, to which the way to the
 * pool and back would add half as much again. ECDSA signatures are `r ‖ s` (RFC 7518 section 3.4), not DER.
 *
 * @param key public key of `jws.algorithm`; the caller has compared the two
 */
export async function verifyJws(jws: CompactJws, key: KeyObject): Promise<boolean> {
  const { algorithm, signingInput, signature } = jws;
  const keyInput = { key, dsaEncoding: 'ieee-p1363' } as const;
  if (algorithm !== 'ES384') return verify(HASHES[algorithm], signingInput, keyInput, signature);
  return new Promise((resolve) => {
    verify(HASHES[algorithm], signingInput, keyInput, signature, (error, isValid) => resolve(!error && isValid));
  });
}

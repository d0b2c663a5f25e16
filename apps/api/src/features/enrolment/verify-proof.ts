import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError, EnrolmentProof } from '@cordon/contract';
import { parseCompactJws } from '../../jose/compact-jws.ts';
import { importPublicKey, type PublicKey } from '../../jose/public-key.ts';
import { verifyJws } from '../../jose/verify-jws.ts';

/** How far the device's clock may be off. */
const MAX_SKEW_SECONDS = 300;

/**
 * Verifies that the sender holds the private part of the key it wants to enrol, for this token and this server.
 *
 * @returns the key to be pinned
 * @throws AppError `malformed` (algorithm or header fields), `proof-invalid`, `clock-skew`
 */
export async function verifyProof(
  proof: string,
  token: string,
  audiences: ReadonlySet<string>,
  now: Date,
): Promise<PublicKey> {
  const jws = parseCompactJws(proof, { type: 'enrol+jwt', withJwk: true });
  if ('fault' in jws) throw new AppError(jws.fault === 'header' ? 'malformed' : 'proof-invalid', jws.detail);
  const key = importPublicKey(jws.header.jwk);
  if (!key) throw invalid('The header "jwk" is not a public P-256, P-384 or Ed25519 key.');
  if (key.algorithm !== jws.algorithm) throw invalid('The header "alg" is not that of the key in "jwk".');
  if (!(await verifyJws(jws, key.key))) throw invalid('The signature does not verify with the key in "jwk".');
  const claims = EnrolmentProof.safeParse(jws.payload);
  if (!claims.success) throw invalid('The payload must be { aud, token, iat } and nothing else.');
  if (!audiences.has(claims.data.aud)) throw invalid('The "aud" is not the origin of the enrolment address.');
  if (!isHashOf(claims.data.token, token)) throw invalid('The "token" is not the base64url SHA-256 of the token.');
  if (Math.abs(claims.data.iat - now.getTime() / 1_000) > MAX_SKEW_SECONDS) {
    throw new AppError('clock-skew', `The proof's "iat" is more than ${MAX_SKEW_SECONDS} s off the server's Date.`);
  }
  return key;
}

function isHashOf(claimed: string, token: string): boolean {
  const expected = Buffer.from(createHash('sha256').update(token).digest('base64url'));
  const given = Buffer.from(claimed);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function invalid(detail: string): AppError {
  return new AppError('proof-invalid', detail);
}

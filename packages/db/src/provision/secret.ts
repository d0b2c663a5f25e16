import { createHash, randomBytes } from 'node:crypto';

/** What a secret is for, readable at its beginning, so that a leaked one is recognised (and found by scanners). */
export type SecretPrefix = 'cot_' | 'cet_' | 'civ_' | 'cse_' | 'cpl_';

export interface NewSecret {
  /** Prefix and 32 random bytes in base64url: shown or sent once, never stored. */
  token: string;
  /** SHA-256 of the token: what is stored. */
  hash: Buffer<ArrayBuffer>;
}

/**
 * Makes a bearer secret.
 *
 * @param prefix `cot_` API token, `cet_` enrolment token, `civ_` invitation, `cse_` session, `cpl_` personal link
 */
export function newSecret(prefix: SecretPrefix): NewSecret {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, hash: hashSecret(token) };
}

/** SHA-256 of a bearer secret. A slow hash would add nothing: 256 random bits cannot be guessed from it. */
export function hashSecret(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(token).digest());
}

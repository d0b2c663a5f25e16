import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

/** Encrypts what the server must be able to read again (signing keys, audit keys) under `CORDON_SECRET_KEY`. */
export interface SecretBox {
  /**
   * @param associatedData what the secret belongs to, e.g. `organisation-key:<organisationId>:<kind>`: a ciphertext
   *   moved to another row does not open there
   */
  encrypt(secret: Uint8Array | string, associatedData: string): Uint8Array<ArrayBuffer>;
  /** @throws Error without any detail of the content, if the key, the associated data or the bytes are not the same */
  decrypt(ciphertext: Uint8Array, associatedData: string): Uint8Array<ArrayBuffer>;
  /** HMAC-SHA-256 under a key of its own for each purpose: for looking up by personal data without storing them. */
  keyedHash(text: string, purpose: string): Uint8Array<ArrayBuffer>;
}

/** First byte of a ciphertext: AES-256-GCM, 12-byte nonce, 16-byte tag, then the encrypted bytes. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * Makes a box that encrypts with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce.
 *
 * @param key 32 bytes
 */
export function createSecretBox(key: Uint8Array): SecretBox {
  if (key.byteLength !== 32) throw new Error('A secret box needs a key of 32 bytes.');
  return {
    encrypt: (secret, associatedData) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associatedData, 'utf8'));
      const body = Buffer.concat([cipher.update(Buffer.from(secret)), cipher.final()]);
      return Uint8Array.from(Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.getAuthTag(), body]));
    },
    decrypt: (ciphertext, associatedData) => {
      if (ciphertext.byteLength < HEADER_BYTES || ciphertext[0] !== VERSION) throw cannotOpen();
      const nonce = ciphertext.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(associatedData, 'utf8'));
      decipher.setAuthTag(ciphertext.subarray(1 + NONCE_BYTES, HEADER_BYTES));
      try {
        const body = [decipher.update(ciphertext.subarray(HEADER_BYTES)), decipher.final()];
        return Uint8Array.from(Buffer.concat(body));
      } catch {
        throw cannotOpen();
      }
    },
    keyedHash: (text, purpose) => {
      const derived = createHmac('sha256', key).update(`keyed-hash:${purpose}`).digest();
      return Uint8Array.from(createHmac('sha256', derived).update(text).digest());
    },
  };
}

function cannotOpen(): Error {
  return new Error('A stored secret cannot be opened: CORDON_SECRET_KEY is not the one it was encrypted with.');
}

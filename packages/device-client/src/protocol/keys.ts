import { DeviceKeyAlgorithm } from '@cordon/contract';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';

/** A device key as it is kept in a file: the algorithm and the private JWK (RFC 7517). */
export const StoredKey = z.object({
  algorithm: DeviceKeyAlgorithm,
  privateJwk: z.looseObject({ kty: z.enum(['EC', 'OKP']), crv: z.string(), x: z.string(), d: z.string() }),
});
export type StoredKey = z.infer<typeof StoredKey>;

/** A device key ready to sign with. */
export interface DeviceKey {
  algorithm: DeviceKeyAlgorithm;
  privateKey: CryptoKey;
  publicJwk: Record<string, string>;
  /** RFC 7638 thumbprint, base64url. */
  thumbprint: string;
}

/** Makes a new key. ES256 is P-256, ES384 is P-384, EdDSA is Ed25519. */
export async function generateDeviceKey(algorithm: DeviceKeyAlgorithm = 'ES256'): Promise<StoredKey> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return StoredKey.parse({ algorithm, privateJwk: await exportJWK(privateKey) });
}

/** Makes a stored key usable. Rejects if the file was tampered with so that it is no key of its algorithm. */
export async function importDeviceKey(stored: StoredKey): Promise<DeviceKey> {
  const privateKey = (await importJWK(stored.privateJwk, stored.algorithm)) as CryptoKey;
  const publicJwk: Record<string, string> = {};
  for (const member of ['kty', 'crv', 'x', 'y']) {
    const value = stored.privateJwk[member];
    if (typeof value === 'string') publicJwk[member] = value;
  }
  const thumbprint = await calculateJwkThumbprint(publicJwk as { kty: string });
  return { algorithm: stored.algorithm, privateKey, publicJwk, thumbprint };
}

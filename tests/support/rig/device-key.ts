import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A device's ES256 key. */
export interface RigKey {
  privateKey: KeyObject;
  publicJwk: Record<string, string>;
  /** RFC 7638 thumbprint, base64url. */
  thumbprint: string;
}

/**
 * Makes a P-256 key pair. Each half is read back from its bytes: the halves as Node 20 makes them share a lock, and when
 * garbage is collected while one of them is exported, the process waits for itself for good.
 */
export function makeKey(): RigKey {
  const der = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  const privateKey = createPrivateKey({ key: der.privateKey, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey({ key: der.publicKey, format: 'der', type: 'spki' });
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const publicJwk = { crv, kty, x, y } as Record<string, string>;
  const thumbprint = createHash('sha256').update(JSON.stringify(publicJwk)).digest('base64url');
  return { privateKey, publicJwk, thumbprint };
}

/** Signs a report as a compact JWS (docs/device-protocol.md, "Report"); much cheaper than by jose, and the same bytes. */
export function signCompact(privateKey: KeyObject, deviceId: string, payload: string): string {
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'report+jwt', kid: deviceId })).toString('base64url');
  const input = `${header}.${Buffer.from(payload).toString('base64url')}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { v7 } from 'uuid';
import type { Database } from '../database.ts';
import { type Tx, withOrganisation } from '../tenancy.ts';

/** What encrypts secrets at rest; the runtime package makes one from CORDON_SECRET_KEY. */
export interface SecretSealer {
  encrypt(secret: Uint8Array, associatedData: string): Uint8Array<ArrayBuffer>;
}

export interface SecretOpener {
  /** @throws Error if the ciphertext was changed, moved to another row, or encrypted under another key */
  decrypt(ciphertext: Uint8Array, associatedData: string): Uint8Array<ArrayBuffer>;
}

/** A row of `organisation_keys` to be inserted. */
export interface NewOrganisationKey {
  id: string;
  purpose: 'signing' | 'audit';
  kid?: string;
  publicJwk?: JWK;
  secretCiphertext: Uint8Array<ArrayBuffer>;
}

/** The private parts of an organisation's keys, decrypted. */
export interface OrganisationKeys {
  /** 32 bytes, for the chain of audit events. */
  auditKey: Uint8Array;
  /** The newest signing key that is not retired (ES256). */
  signing: SigningKey;
  /** Public keys by `kid`, retired ones included; from the decrypted private keys, not from the readable column. */
  publicKeys: ReadonlyMap<string, KeyObject>;
}

export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  kid: string;
  privateKey: KeyObject;
}

/** Bound to its row: a ciphertext copied to another row, or organisation, does not open. */
function associatedData(organisationId: string, id: string, purpose: string): string {
  return `organisation-key:${organisationId}:${id}:${purpose}`;
}

/** A signing key: EC P-256 (ES256), named by its RFC 7638 thumbprint. */
export async function makeSigningKey(
  organisationId: string,
  now: Date,
  secretBox: SecretSealer,
): Promise<NewOrganisationKey> {
  // As bytes: in Node 20 the two halves share a lock, and exporting one can wait for itself when garbage is collected meanwhile.
  const { privateKey: secret, publicKey: spki } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const publicJwk: JWK = { ...(publicKey.export({ format: 'jwk' }) as JWK), alg: 'ES256', use: 'sig' };
  const kid = await calculateJwkThumbprint(publicJwk);
  const id = v7({ msecs: now.getTime() });
  const secretCiphertext = secretBox.encrypt(secret, associatedData(organisationId, id, 'signing'));
  return { id, purpose: 'signing', kid, publicJwk: { ...publicJwk, kid }, secretCiphertext };
}

/** An audit key: 32 random bytes for HMAC-SHA-256. */
export function makeAuditKey(organisationId: string, now: Date, secretBox: SecretSealer): NewOrganisationKey {
  const id = v7({ msecs: now.getTime() });
  return {
    id,
    purpose: 'audit',
    secretCiphertext: secretBox.encrypt(randomBytes(32), associatedData(organisationId, id, 'audit')),
  };
}

/** Inserts keys that were made outside the transaction. */
export async function insertOrganisationKeys(
  tx: Tx,
  organisationId: string,
  keys: readonly NewOrganisationKey[],
  now: Date,
): Promise<void> {
  await tx.organisationKey.createMany({
    data: keys.map((key) => ({
      organisationId,
      id: key.id,
      purpose: key.purpose,
      kid: key.kid ?? null,
      publicJwk: (key.publicJwk as Record<string, string> | undefined) ?? undefined,
      secretCiphertext: key.secretCiphertext,
      createdAt: now,
    })),
  });
}

/**
 * Reads and decrypts an organisation's keys: for signing policies and checkpoints and for sealing audit events.
 *
 * @throws Error if there are none, or CORDON_SECRET_KEY is not the one they were encrypted with
 */
export async function loadOrganisationKeys(
  database: Database,
  organisationId: string,
  secretBox: SecretOpener,
): Promise<OrganisationKeys> {
  const rows = await withOrganisation(database, organisationId, (tx) =>
    tx.organisationKey.findMany({ where: { organisationId }, orderBy: { createdAt: 'asc' } }),
  );
  const open = (row: (typeof rows)[number]) =>
    Buffer.from(secretBox.decrypt(row.secretCiphertext, associatedData(organisationId, row.id, row.purpose)));
  const audit = rows.find((row) => row.purpose === 'audit');
  const signing = rows.filter((row) => row.purpose === 'signing');
  const current = signing.findLast((row) => row.retiredAt === null);
  if (!audit || !current?.kid) throw new Error(`Organisation ${organisationId} has no signing key or no audit key.`);
  const privateKeys = new Map(
    signing.map((row) => [row.kid ?? '', createPrivateKey({ key: open(row), format: 'der', type: 'pkcs8' })]),
  );
  return {
    auditKey: open(audit),
    signing: { kid: current.kid, privateKey: privateKeys.get(current.kid) as KeyObject },
    publicKeys: new Map([...privateKeys].map(([kid, key]) => [kid, createPublicKey(key)])),
  };
}

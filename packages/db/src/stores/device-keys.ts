import type { Database } from '../database.ts';
import type { Tx } from '../tenancy.ts';

/** What has to be known of a device before its signature can be checked. */
export interface DeviceStanding {
  organisationId: string;
  id: string;
  state: 'pending' | 'active' | 'retired';
  ownership: 'issued' | 'personal' | 'dependant';
  publicJwk: Record<string, string>;
  keyAlgorithm: 'ES256' | 'ES384' | 'EdDSA';
  keyThumbprint: string;
  previousKeyThumbprint?: string;
  /** The organisation's, for the collection rule. */
  rulesEpoch: number;
  settings: unknown;
}

/**
 * Looks devices up before anything is known of their organisations.
 *
 * @param ids UUIDs; those of no device are left out of the answer
 */
export async function findDeviceStandings(database: Database, ids: readonly string[]): Promise<DeviceStanding[]> {
  const { rows } = await database.pool.query({ name: 'devices-by-id', text: BY_ID, values: [ids] });
  return rows.map((row) => ({
    ...row,
    rulesEpoch: Number(row.rulesEpoch),
    previousKeyThumbprint: row.previousKeyThumbprint ?? undefined,
  }));
}

const BY_ID = `SELECT organisation_id AS "organisationId", id, state, ownership, public_jwk AS "publicJwk",
    key_algorithm AS "keyAlgorithm", key_thumbprint AS "keyThumbprint", previous_key_thumbprint AS "previousKeyThumbprint",
    rules_epoch AS "rulesEpoch", settings
  FROM devices_by_id($1)`;

/** Public signing keys of all organisations, naming none: those in use, and those retired in the last 30 days. */
export async function publicSigningKeys(database: Database, now: Date): Promise<Record<string, unknown>[]> {
  const { rows } = await database.pool.query<{ jwk: Record<string, unknown> }>(
    'SELECT public_jwk AS jwk FROM public_signing_keys($1)',
    [now],
  );
  return rows.map((row) => row.jwk);
}

/** The exchange of one active key for another. */
export interface KeyExchange {
  organisationId: string;
  deviceId: string;
  /** Thumbprint of the key that must still be the active one. */
  presentThumbprint: string;
  next: { jwk: Readonly<Record<string, string>>; algorithm: DeviceStanding['keyAlgorithm']; thumbprint: string };
  now: Date;
}

/**
 * Compare-and-set of a device's key: of two parallel exchanges one finds its present key gone.
 *
 * @returns the unit and holder of the device for the audit event, or undefined if the present key is no longer active,
 *   the device is retired, or another device of the organisation has the new key
 */
export async function rotateDeviceKey(
  tx: Tx,
  rotation: KeyExchange,
): Promise<{ unitId: string; personId: string | null } | undefined> {
  const { organisationId, deviceId, presentThumbprint, next, now } = rotation;
  const changed = await tx.device.updateMany({
    where: { organisationId, id: deviceId, keyThumbprint: presentThumbprint, state: { not: 'retired' } },
    data: {
      publicJwk: next.jwk,
      keyAlgorithm: next.algorithm,
      keyThumbprint: next.thumbprint,
      previousKeyThumbprint: presentThumbprint,
      keyRotatedAt: now,
    },
  });
  if (changed.count === 0) return undefined;
  await tx.deviceIdentifier.deleteMany({ where: { organisationId, kind: 'key', value: presentThumbprint, deviceId } });
  // ON CONFLICT, since a unique violation would end the transaction.
  const { count } = await tx.deviceIdentifier.createMany({
    data: [{ organisationId, kind: 'key', value: next.thumbprint, deviceId }],
    skipDuplicates: true,
  });
  if (count === 0) throw new KeyTakenError();
  return tx.device.findUniqueOrThrow({ where: { id: deviceId }, select: { unitId: true, personId: true } });
}

/** Another device of the organisation has this key: the transaction is rolled back. */
export class KeyTakenError extends Error {
  constructor() {
    super('the key belongs to another device');
    this.name = 'KeyTakenError';
  }
}

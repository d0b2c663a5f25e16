import { AppError, KeyRotation, KeyRotationProof } from '@cordon/contract';
import { appendAuditEvent, findPreviousPublicJwk, KeyTakenError, rotateDeviceKey, withOrganisation } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import { assertNotRetired, isSignedBy, notSignedBy, unknownDevice } from '../../devices/authenticate-device.ts';
import type { KnownDevice } from '../../devices/device-directory.ts';
import { type CompactJws, parseCompactJws } from '../../jose/compact-jws.ts';
import { importPublicKey, type PublicKey } from '../../jose/public-key.ts';
import { verifyJws } from '../../jose/verify-jws.ts';
import { zodFaults } from '../../plugins/error-handler.ts';

export type KeyRotationDeps = Pick<Deps, 'database' | 'clock' | 'directory' | 'audiences' | 'rateLimits'>;

/** How far the device's clock may be off. */
const MAX_SKEW_SECONDS = 300;

/**
 * Exchanges a device's key (docs/device-protocol.md, "Key rotation"). From then on only the new one counts.
 *
 * @param body the compact JWS as received
 * @param source rate-limiting key of the caller's address
 * @returns thumbprint of the new key; also if this very exchange was done before
 * @throws AppError in the order of reports, then `proof-invalid`, `key-conflict`
 */
export async function rotateKey(deps: KeyRotationDeps, body: Buffer, source: string): Promise<{ thumbprint: string }> {
  deps.rateLimits.byAddress.take(source);
  const jws = parseCompactJws(body.toString('latin1'), { type: 'key+jwt' });
  if ('fault' in jws) throw new AppError('malformed', jws.detail);
  const deviceId = deviceIdOf(jws);
  // One reading decides: the key may change at any moment, and a second reading could contradict the first.
  const device = await deps.directory.refresh(deviceId);
  if (!device) throw unknownDevice();
  if (!(await isSignedBy(jws, device))) {
    const done = await findEarlierRotation(deps, jws, device);
    if (!done) throw notSignedBy(jws, device);
    return done;
  }
  deps.rateLimits.byAddress.giveBack(source);
  deps.rateLimits.byDevice.take(device.id);
  const next = await checkRotation(deps, jws, device);
  if (next.thumbprint === device.key.thumbprint) return { thumbprint: next.thumbprint };
  return exchange(deps, device, next);
}

/** The device names itself by `iss`; a `kid` is not needed, but must not say otherwise. */
function deviceIdOf(jws: CompactJws): string {
  const { iss } = jws.payload;
  if (typeof iss !== 'string') throw new AppError('malformed', 'The payload must name the device in "iss".');
  if (jws.header.kid !== undefined && jws.header.kid !== iss) {
    throw new AppError('key-mismatch', 'The "iss" is not the "kid".');
  }
  return iss;
}

/**
 * The same exchange once more (its answer was lost), or another one that lost the race. It is signed by
 * the key that was replaced, which the audit event of its replacement keeps; the proof inside names that key. It changes
 * nothing, so replaying it gains nothing. Where an erasure emptied the event, the signature cannot be checked any more.
 *
 * @returns undefined if it is neither
 * @throws AppError `device-retired`, `key-conflict`
 */
async function findEarlierRotation(
  deps: KeyRotationDeps,
  jws: CompactJws,
  device: KnownDevice,
): Promise<{ thumbprint: string } | undefined> {
  const proof = typeof jws.payload.proof === 'string' ? await openProof(jws.payload.proof) : undefined;
  if (!proof || proof.claims.replaces !== device.previousKeyThumbprint || proof.claims.sub !== device.id)
    return undefined;
  const previous = await findPreviousKey(deps, device);
  if (!previous || !(await isSignedBy(jws, { key: previous }))) return undefined;
  assertNotRetired(device);
  if (proof.key.thumbprint === device.key.thumbprint) return { thumbprint: proof.key.thumbprint };
  throw keyConflict();
}

/** The key that the present one replaced. */
async function findPreviousKey({ database }: KeyRotationDeps, device: KnownDevice): Promise<PublicKey | undefined> {
  const { organisationId, id } = device;
  const jwk = await withOrganisation(database, organisationId, (tx) => findPreviousPublicJwk(tx, organisationId, id));
  const key = importPublicKey(jwk);
  return key?.thumbprint === device.previousKeyThumbprint ? key : undefined;
}

/** What is checked after the signature of the present key. */
async function checkRotation(deps: KeyRotationDeps, jws: CompactJws, device: KnownDevice): Promise<PublicKey> {
  assertNotRetired(device);
  const { aud, iat } = jws.payload;
  if (typeof aud !== 'string' || !deps.audiences.has(aud)) {
    throw new AppError('audience-mismatch', 'The "aud" is not the audience that enrolment returned.');
  }
  assertClock(deps, iat);
  const rotation = KeyRotation.safeParse(jws.payload);
  if (!rotation.success) {
    throw new AppError('validation', 'The payload must be { iss, aud, iat, proof } and nothing else.', {
      errors: zodFaults(rotation.error),
    });
  }
  const proof = await openProof(rotation.data.proof);
  if (!proof) throw proofInvalid('It must be signed by the new key in its header "jwk".');
  const { claims } = proof;
  if (!deps.audiences.has(claims.aud)) throw proofInvalid('Its "aud" is not this server.');
  if (claims.sub !== device.id) throw proofInvalid('Its "sub" is not this device.');
  if (claims.replaces !== device.key.thumbprint) throw proofInvalid('Its "replaces" is not the present key.');
  assertClock(deps, claims.iat);
  return proof.key;
}

function assertClock({ clock }: KeyRotationDeps, iat: unknown): void {
  if (typeof iat !== 'number' || Math.abs(iat - clock.now().getTime() / 1_000) <= MAX_SKEW_SECONDS) return;
  throw new AppError('clock-skew', `The "iat" is more than ${MAX_SKEW_SECONDS} s off the server's Date.`);
}

/**
 * @returns the new key and what it signed, or undefined if the signature does not verify
 * @throws AppError `malformed` for algorithm or header fields
 */
async function openProof(text: string): Promise<{ key: PublicKey; claims: KeyRotationProof } | undefined> {
  const jws = parseCompactJws(text, { type: 'key-proof+jwt', withJwk: true });
  if ('fault' in jws) {
    if (jws.fault === 'header') throw new AppError('malformed', `In the proof: ${jws.detail}`);
    return undefined;
  }
  const key = importPublicKey(jws.header.jwk);
  const claims = KeyRotationProof.safeParse(jws.payload);
  if (!key || !claims.success || key.algorithm !== jws.algorithm) return undefined;
  return (await verifyJws(jws, key.key)) ? { key, claims: claims.data } : undefined;
}

async function exchange(deps: KeyRotationDeps, device: KnownDevice, next: PublicKey): Promise<{ thumbprint: string }> {
  const { organisationId, id: deviceId } = device;
  const now = deps.clock.now();
  const presentThumbprint = device.key.thumbprint;
  const isDone = await withOrganisation(deps.database, organisationId, async (tx) => {
    const changed = await rotateDeviceKey(tx, { organisationId, deviceId, presentThumbprint, next, now });
    if (!changed) return false;
    await appendAuditEvent(tx, organisationId, {
      at: now,
      actor: { kind: 'device', id: deviceId },
      action: 'device.key-rotated',
      target: { kind: 'device', id: deviceId },
      unitId: changed.unitId,
      personId: changed.personId ?? undefined,
      // The old public key stays readable here: with it, signatures of earlier reports can be checked again.
      details: {
        before: { thumbprint: presentThumbprint, publicJwk: device.key.jwk },
        after: { thumbprint: next.thumbprint, publicJwk: next.jwk },
      },
    });
    return true;
  }).catch((error: unknown) => {
    if (error instanceof KeyTakenError) return false;
    throw error;
  });
  const present = await deps.directory.refresh(deviceId);
  if (isDone || present?.key.thumbprint === next.thumbprint) return { thumbprint: next.thumbprint };
  throw keyConflict();
}

function keyConflict(): AppError {
  return new AppError('key-conflict', 'The present key was replaced by another, or the new one is in use.');
}

function proofInvalid(detail: string): AppError {
  return new AppError('proof-invalid', `The proof of the new key is invalid. ${detail}`);
}

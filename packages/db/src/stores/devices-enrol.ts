import type { Database } from '../database.ts';
import { Prisma } from '../generated/client.ts';
import { messageIdOf } from '../hot/deliveries.ts';
import type { Tx } from '../tenancy.ts';

/** Which organisation an enrolment token is of; found before anything else is known. */
export async function findEnrolmentToken(
  database: Database,
  tokenHash: Buffer,
): Promise<{ organisationId: string; id: string } | undefined> {
  const { rows } = await database.pool.query<{ organisationId: string; id: string }>(
    'SELECT organisation_id AS "organisationId", id FROM enrolment_token_by_hash($1)',
    [tokenHash],
  );
  return rows[0];
}

/** An enrolment token as enrolling needs it. */
export interface LockedEnrolmentToken {
  id: string;
  unitId: string;
  personId: string | null;
  ownership: string;
  maxUses: number;
  uses: number;
  requireApproval: boolean;
  limits: unknown;
  replacesDeviceId: string | null;
  createdBy: string | null;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** Reads a token and makes parallel uses of it wait for each other until the transaction ends. */
export async function lockEnrolmentToken(tx: Tx, id: string): Promise<LockedEnrolmentToken | undefined> {
  const rows = await tx.$queryRaw<LockedEnrolmentToken[]>`
    SELECT id, unit_id AS "unitId", person_id AS "personId", ownership, max_uses AS "maxUses", uses,
           require_approval AS "requireApproval", limits, replaces_device_id AS "replacesDeviceId", created_by AS "createdBy",
           expires_at AS "expiresAt", revoked_at AS "revokedAt"
    FROM enrolment_tokens WHERE id = ${id}::uuid FOR UPDATE`;
  return rows[0];
}

/** Counts one use of a locked token. */
export async function countEnrolmentTokenUse(tx: Tx, id: string): Promise<void> {
  await tx.enrolmentToken.update({ where: { id }, data: { uses: { increment: 1 } } });
}

/** The device that this key enrolled with this token, unless it was retired since. */
export async function findEnrolledDevice(
  tx: Tx,
  tokenId: string,
  keyThumbprint: string,
): Promise<{ id: string; state: 'active' | 'pending' } | undefined> {
  const device = await tx.device.findFirst({
    where: { enrolmentTokenId: tokenId, keyThumbprint, state: { not: 'retired' } },
    select: { id: true, state: true },
  });
  return (device as { id: string; state: 'active' | 'pending' } | null) ?? undefined;
}

/** What names a device beyond its id: unique among the devices of an organisation that are not retired. */
export interface Identifier {
  kind: 'key' | 'serial' | 'imei';
  value: string;
}

/** Whether any of these names a device of the organisation that is not retired. */
export async function hasIdentifier(
  tx: Tx,
  organisationId: string,
  identifiers: readonly Identifier[],
): Promise<boolean> {
  const found = await tx.deviceIdentifier.findFirst({
    where: { organisationId, OR: identifiers.map(({ kind, value }) => ({ kind, value })) },
    select: { deviceId: true },
  });
  return found !== null;
}

/** A device to be enrolled. */
export interface NewDevice {
  organisationId: string;
  id: string;
  state: 'active' | 'pending';
  unitId: string;
  personId: string | null;
  ownership: string;
  groups: string[];
  tags: string[];
  manufacturer: string;
  brand: string | null;
  model: string;
  product: string | null;
  formFactor: string | null;
  serialNumber: string | null;
  imei: string[];
  osName: string;
  osVersion: string;
  osBuild: string | null;
  securityPatch: Date | null;
  vendor: string | null;
  searchText: string;
  publicJwk: Record<string, string>;
  keyAlgorithm: string;
  keyThumbprint: string;
  enrolmentTokenId: string;
  replacesDeviceId: string | null;
  enrolledAt: Date;
  identifiers: readonly Identifier[];
}

/**
 * Adds a device, its identifiers and its judged state: unknown, since it has not reported, and due at once.
 *
 * @returns false if one of the identifiers was taken meanwhile; the transaction must then be rolled back
 */
export async function insertDevice(tx: Tx, device: NewDevice): Promise<boolean> {
  const { identifiers, ...row } = device;
  const { organisationId, id: deviceId, unitId, enrolledAt } = device;
  await tx.device.create({ data: { ...row, approvedAt: device.state === 'active' ? enrolledAt : null } });
  await tx.deviceState.create({
    data: {
      organisationId,
      deviceId,
      unitId,
      deviceState: device.state,
      verdict: 'unknown',
      reasons: [{ code: 'no-report' }],
      notEvaluated: [],
      verdictSince: enrolledAt,
      nextChangeAt: enrolledAt,
      citations: { policies: [], catalogueVersion: '', epoch: 0 },
      vendor: device.vendor,
    },
  });
  const { count } = await tx.deviceIdentifier.createMany({
    data: identifiers.map(({ kind, value }) => ({ organisationId, kind, value, deviceId })),
    skipDuplicates: true,
  });
  return count === identifiers.length;
}

/** Who is told of an enrolment beside the token's maker. */
export interface EnrolmentHolder {
  id: string;
  name: string;
  hasEmail: boolean;
  isMinor: boolean;
  sponsorInformed: boolean;
  sponsorId: string | null;
}

/** Reads the holder-to-be, for the search text and to tell them. */
export async function findEnrolmentHolder(tx: Tx, personId: string): Promise<EnrolmentHolder | undefined> {
  const person = await tx.person.findUnique({ where: { id: personId } });
  if (!person) return undefined;
  const { id, name, isMinor, sponsorInformed, sponsorId } = person;
  return { id, name, hasEmail: person.email !== null && person.erasedAt === null, isMinor, sponsorInformed, sponsorId };
}

/** Queues messages that tell of an enrolment; the worker sends them. */
export async function insertEnrolmentDeliveries(
  tx: Tx,
  organisationId: string,
  deliveries: readonly {
    id: string;
    personId: string | null;
    userId: string | null;
    detail: Record<string, string>;
  }[],
  publicUrl: string,
  now: Date,
): Promise<void> {
  await tx.delivery.createMany({
    data: deliveries.map((delivery) => ({
      ...delivery,
      organisationId,
      reason: 'enrolment',
      channel: 'email',
      state: 'queued',
      messageId: messageIdOf(delivery.id, publicUrl),
      dueAt: now,
      createdAt: now,
    })),
  });
}

/** Name and public signing keys of an organisation: what an enrolled device is told of it. */
export async function findOrganisationProfile(
  tx: Tx,
  organisationId: string,
): Promise<{ id: string; name: string; publicKeys: Record<string, unknown>[] }> {
  const { id, name } = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  const keys = await tx.organisationKey.findMany({
    where: { organisationId, purpose: 'signing', retiredAt: null, publicJwk: { not: Prisma.AnyNull } },
    orderBy: { createdAt: 'asc' },
  });
  return { id, name, publicKeys: keys.map((key) => key.publicJwk as Record<string, unknown>) };
}

import type { Tx } from '../tenancy.ts';

/**
 * The public key that a device's present one replaced, out of the audit event of the replacement.
 *
 * @returns a JWK to be checked by its thumbprint, or undefined if there was no replacement or the event is empty or gone
 */
export async function findPreviousPublicJwk(tx: Tx, organisationId: string, deviceId: string): Promise<unknown> {
  const device = await tx.device.findFirst({
    where: { organisationId, id: deviceId },
    select: { keyRotatedAt: true },
  });
  if (!device?.keyRotatedAt) return undefined;
  const event = await tx.auditEvent.findFirst({
    where: {
      organisationId,
      id: idsAt(device.keyRotatedAt),
      action: 'device.key-rotated',
      targetKind: 'device',
      targetId: deviceId,
    },
    orderBy: { id: 'desc' },
    select: { details: true },
  });
  return JSON.parse(event?.details ?? '{}').before?.publicJwk;
}

/** Range of the ids (UUIDv7) of this millisecond: the primary key finds the few events of it among millions. */
function idsAt(at: Date): { gte: string; lte: string } {
  const milliseconds = at.getTime().toString(16).padStart(12, '0');
  const prefix = `${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}`;
  return { gte: `${prefix}-0000-0000-000000000000`, lte: `${prefix}-ffff-ffff-ffffffffffff` };
}

import type { Finding } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** A device's standing as the device itself is told it. */
export interface DeviceStatusRow {
  verdict: string;
  verdictSince: Date;
  judgedAt: Date | null;
  /** Whether reports, time or newer rules have something to change. */
  isDue: boolean;
  unitId: string;
  holder: { id: string; locale: string } | null;
  /** Not resolved, most severe first, at most 100. */
  findings: Finding[];
  findingsTotal: number;
}

/** Reads it; the device exists. */
export async function readDeviceStatus(
  tx: Tx,
  organisationId: string,
  deviceId: string,
  now: Date,
): Promise<DeviceStatusRow> {
  const device = await tx.device.findUniqueOrThrow({ where: { id: deviceId } });
  const state = await tx.deviceState.findUniqueOrThrow({ where: { deviceId } });
  const { rulesEpoch } = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  const unjudged = await tx.unjudgedReport.findFirst({ where: { deviceId }, select: { seq: true } });
  const isTimeDue = state.nextChangeAt !== null && state.nextChangeAt <= now;
  const holder = device.personId ? await tx.person.findUnique({ where: { id: device.personId } }) : null;
  const open = { deviceId, status: { not: 'resolved' } };
  const ids = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM findings WHERE device_id = ${deviceId}::uuid AND status <> 'resolved'
    ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low', 'info'], severity), first_seen, id LIMIT 100`;
  const findings = await tx.finding.findMany({ where: { deviceId, id: { in: ids.map((row) => row.id) } } });
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  return {
    verdict: state.verdict,
    verdictSince: state.verdictSince,
    judgedAt: state.judgedAt,
    isDue: isTimeDue || state.judgedEpoch < rulesEpoch || unjudged !== null,
    unitId: device.unitId,
    holder: holder && { id: holder.id, locale: holder.locale },
    findings: ids.flatMap(({ id }) => byId.get(id) ?? []),
    findingsTotal: await tx.finding.count({ where: open }),
  };
}

/** An advisory as a device lists it. */
export interface AddressedAdvisory {
  id: string;
  kind: string;
  severity: string;
  openedAt: Date;
  unitId: string;
  /** Whose devices a notice is about. */
  personId: string | null;
}

/** Addressed to a person: it is about their own devices, or was sent to them as a sponsor. */
function addressedTo(personId: string, advisoryIds: readonly string[]) {
  return { OR: [{ personId }, { id: { in: [...advisoryIds] } }] };
}

async function sentTo(tx: Tx, organisationId: string, personId: string, advisoryId?: string): Promise<string[]> {
  const deliveries = await tx.delivery.findMany({
    where: { organisationId, personId, advisoryId: advisoryId ?? { not: null }, state: { not: 'cancelled' } },
    select: { advisoryId: true },
    distinct: ['advisoryId'],
    orderBy: { advisoryId: 'desc' },
    take: 500,
  });
  return deliveries.flatMap((delivery) => delivery.advisoryId ?? []);
}

/** Open advisories that a person was told of and has not acknowledged, newest first, at most 100. */
export async function listUnacknowledged(
  tx: Tx,
  organisationId: string,
  personId: string,
): Promise<AddressedAdvisory[]> {
  const done = await tx.acknowledgement.findMany({
    where: { organisationId, personId },
    select: { advisoryId: true },
  });
  return tx.advisory.findMany({
    where: {
      organisationId,
      state: 'open',
      ...addressedTo(personId, await sentTo(tx, organisationId, personId)),
      id: { notIn: done.map((acknowledgement) => acknowledgement.advisoryId) },
    },
    orderBy: { id: 'desc' },
    take: 100,
  });
}

/** One advisory, if it was addressed to this person. */
export async function findAddressedAdvisory(
  tx: Tx,
  organisationId: string,
  personId: string,
  advisoryId: string,
): Promise<AddressedAdvisory | undefined> {
  const sent = await sentTo(tx, organisationId, personId, advisoryId);
  const advisory = await tx.advisory.findFirst({
    where: { organisationId, ...addressedTo(personId, sent), AND: { id: advisoryId } },
  });
  return advisory ?? undefined;
}

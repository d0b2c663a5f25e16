import type { Finding } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { findPerson, type PersonRow } from './people.ts';

/** A device as its holder sees it. */
export interface PersonalDevice {
  id: string;
  manufacturer: string;
  brand: string | null;
  model: string;
  vendor: string | null;
  verdict: string;
  findings: Finding[];
}

/** What a link shows: this person's own devices, and what a notice about somebody else's concerns. */
export interface PersonalPage {
  organisationName: string;
  person: PersonRow;
  /** This person's devices that are not retired. */
  own: PersonalDevice[];
  /** Of a dependant's notice: the dependant, and the devices it tells of. */
  dependant?: { name: string; devices: PersonalDevice[] };
  /** `acknowledgedAt`: when this person confirmed it. */
  advisory: { state: string; unitId: string; acknowledgedAt?: Date };
}

/**
 * Reads what one link shows. A sponsor sees of a dependant only the devices that the notice tells of, and only while the
 * sponsor is to be told (the dependant is a minor, has no address, or agreed).
 *
 * @returns `undefined` if the advisory is neither about this person nor about a dependant of whom they are to be told
 */
export async function readPersonalPage(
  tx: Tx,
  organisationId: string,
  link: { personId: string; advisoryId: string },
): Promise<PersonalPage | undefined> {
  const { personId, advisoryId } = link;
  const person = await findPerson(tx, organisationId, personId, undefined);
  const advisory = await tx.advisory.findFirst({ where: { organisationId, id: advisoryId } });
  if (!person || !advisory?.personId) return undefined;
  const isOwn = advisory.personId === personId;
  const subject = isOwn ? person : await findPerson(tx, organisationId, advisory.personId, undefined);
  if (!subject || (!isOwn && !isTold(personId, subject))) return undefined;
  const organisation = await tx.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { name: true },
  });
  const acknowledged = await tx.acknowledgement.findFirst({ where: { organisationId, advisoryId, personId } });
  const concerned = isOwn ? undefined : await listConcerned(tx, organisationId, advisoryId, subject.id);
  return {
    organisationName: organisation.name,
    person,
    own: await readDevices(tx, organisationId, { personId }),
    dependant: concerned && { name: subject.name, devices: concerned },
    advisory: { state: advisory.state, unitId: advisory.unitId, acknowledgedAt: acknowledged?.at },
  };
}

function isTold(sponsorId: string, dependant: PersonRow): boolean {
  const mayBeTold = dependant.isMinor || dependant.email === null || dependant.sponsorInformed;
  return dependant.sponsorId === sponsorId && dependant.erasedAt === null && mayBeTold;
}

async function listConcerned(
  tx: Tx,
  organisationId: string,
  advisoryId: string,
  personId: string,
): Promise<PersonalDevice[]> {
  const told = await tx.advisoryFinding.findMany({
    where: { organisationId, advisoryId },
    select: { deviceId: true },
    distinct: ['deviceId'],
  });
  return readDevices(tx, organisationId, { personId, ids: told.map((finding) => finding.deviceId) });
}

async function readDevices(
  tx: Tx,
  organisationId: string,
  which: { personId: string; ids?: string[] },
): Promise<PersonalDevice[]> {
  const devices = await tx.device.findMany({
    where: {
      organisationId,
      personId: which.personId,
      state: { not: 'retired' },
      id: which.ids ? { in: which.ids } : undefined,
    },
    orderBy: { id: 'asc' },
    take: 50,
  });
  const ids = devices.map((device) => device.id);
  const states = await tx.deviceState.findMany({
    where: { deviceId: { in: ids } },
    select: { deviceId: true, verdict: true },
  });
  const findings = await tx.finding.findMany({
    where: { deviceId: { in: ids }, status: { in: ['open', 'in-grace'] }, severity: { not: 'info' } },
    orderBy: { id: 'asc' },
    take: 500,
  });
  const verdicts = new Map(states.map((state) => [state.deviceId, state.verdict]));
  return devices.map((device) => ({
    id: device.id,
    manufacturer: device.manufacturer,
    brand: device.brand,
    model: device.model,
    vendor: device.vendor,
    verdict: verdicts.get(device.id) ?? 'unknown',
    findings: findings.filter((finding) => finding.deviceId === device.id),
  }));
}

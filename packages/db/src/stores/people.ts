import type { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { deviceSearchText } from './device-search-text.ts';
import { escapeLike } from './like.ts';

/** Holder of devices; a dependant has a sponsor. After erasure only ids and dates are left. */
export interface PersonRow {
  id: string;
  unitId: string;
  name: string;
  serviceNumber: string | null;
  email: string | null;
  locale: string;
  sponsorId: string | null;
  isMinor: boolean;
  sponsorInformed: boolean;
  createdAt: Date;
  erasedAt: Date | null;
}

const PERSON = {
  id: true,
  unitId: true,
  name: true,
  serviceNumber: true,
  email: true,
  locale: true,
  sponsorId: true,
  isMinor: true,
  sponsorInformed: true,
  createdAt: true,
  erasedAt: true,
} as const;

export interface PersonListFilter {
  organisationId: string;
  /** Units to look in; absent: all. */
  unitIds?: readonly string[];
  sponsorId?: string;
  /** Part of the name or the service number. */
  text?: string;
  after?: string;
  limit: number;
}

/** Lists up to `limit` people who are not erased, in order of their ids. */
export function listPeople(tx: Tx, filter: PersonListFilter): Promise<PersonRow[]> {
  const { organisationId, unitIds, sponsorId, text, after, limit } = filter;
  const where: Prisma.PersonWhereInput = { organisationId, erasedAt: null, sponsorId, id: { gt: after } };
  if (unitIds) where.unitId = { in: [...unitIds] };
  if (text !== undefined) {
    const contains = escapeLike(text);
    where.OR = [{ name: { contains, mode: 'insensitive' } }, { serviceNumber: { contains, mode: 'insensitive' } }];
  }
  return tx.person.findMany({ where, orderBy: { id: 'asc' }, take: limit, select: PERSON });
}

/** One person, if of a unit of the scope. */
export async function findPerson(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: readonly string[] | undefined,
): Promise<PersonRow | undefined> {
  const unitId = scope ? { in: [...scope] } : undefined;
  return (await tx.person.findFirst({ where: { organisationId, id, unitId }, select: PERSON })) ?? undefined;
}

/** Keeps a person from being erased until the transaction ends: call it before a device is made theirs. */
export async function holdPerson(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM people WHERE id = ${id}::uuid FOR SHARE`;
}

export type NewPerson = Omit<PersonRow, 'erasedAt'> & { organisationId: string };

/** @returns `undefined` if another person has the service number */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<PersonRow | undefined> {
  const { count } = await tx.person.createMany({ data: [person], skipDuplicates: true });
  return count === 0 ? undefined : tx.person.findUniqueOrThrow({ where: { id: person.id }, select: PERSON });
}

/** Whether a person other than `exceptId` has this service number. */
export async function isServiceNumberTaken(
  tx: Tx,
  organisationId: string,
  serviceNumber: string,
  exceptId: string,
): Promise<boolean> {
  const where = { organisationId, serviceNumber, NOT: { id: exceptId } };
  return (await tx.person.findFirst({ where, select: { id: true } })) !== null;
}

/** Whether the person is anyone's sponsor. */
export async function hasDependants(tx: Tx, organisationId: string, sponsorId: string): Promise<boolean> {
  return (await tx.person.findFirst({ where: { organisationId, sponsorId }, select: { id: true } })) !== null;
}

export type PersonChange = Partial<Omit<PersonRow, 'id' | 'createdAt' | 'erasedAt'>>;

/** Changes a person; a new name is found in the search of devices, too. */
export async function updatePerson(
  tx: Tx,
  organisationId: string,
  id: string,
  change: PersonChange,
): Promise<PersonRow> {
  const person = await tx.person.update({ where: { id }, data: change, select: PERSON });
  if (change.name !== undefined) await rewriteSearchTexts(tx, organisationId, id, person.name);
  return person;
}

async function rewriteSearchTexts(tx: Tx, organisationId: string, personId: string, holder: string): Promise<void> {
  const devices = await tx.device.findMany({ where: { organisationId, personId } });
  for (const device of devices) {
    await tx.device.update({ where: { id: device.id }, data: { searchText: deviceSearchText(device, holder) } });
  }
}

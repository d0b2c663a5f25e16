import type { Role } from '@cordon/contract';
import { v7 } from 'uuid';
import type { Database } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';
import { escapeLike } from './like.ts';

/** A user with the grants; the password's hash is not part of it. */
export interface UserRecord {
  id: string;
  email: string;
  name: string;
  personId: string | null;
  locale: string | null;
  /** False until the invitation is accepted. */
  hasPassword: boolean;
  passwordTemporary: boolean;
  disabledAt: Date | null;
  createdAt: Date;
  grants: { id: string; role: Role; unitId: string }[];
}

/** A user who might be signing in: the same address may be a user of several organisations. */
export interface SignInCandidate {
  organisationId: string;
  id: string;
  passwordHash: string;
}

/** Users with this address, in any organisation, who are not disabled and have a password. At most 8. */
export async function findSignInCandidates(database: Database, email: string): Promise<SignInCandidate[]> {
  const { rows } = await database.pool.query<{
    organisation_id: string;
    id: string;
    password_hash: string | null;
    disabled_at: Date | null;
  }>('SELECT * FROM users_by_email($1)', [email]);
  return rows.flatMap((row) =>
    row.disabled_at === null && row.password_hash !== null
      ? [{ organisationId: row.organisation_id, id: row.id, passwordHash: row.password_hash }]
      : [],
  );
}

/** Which users a list shows. */
export interface UserFilter {
  /** Users with a grant on one of these units; absent: all. */
  unitIds?: readonly string[];
  /** Part of the name or e-mail address, in any case. */
  search?: string;
  disabled?: boolean;
  /** Id to go on after. */
  after?: string;
  limit: number;
}

/** Users by id, `limit + 1` at most. */
export async function listUsers(tx: Tx, organisationId: string, filter: UserFilter): Promise<UserRecord[]> {
  const where = whereOf(await userIdsWithin(tx, organisationId, filter.unitIds), filter);
  const rows = await tx.user.findMany({
    where: { organisationId, ...where },
    orderBy: { id: 'asc' },
    take: filter.limit + 1,
  });
  return withGrants(tx, organisationId, rows);
}

function whereOf(ids: string[] | undefined, filter: UserFilter): Prisma.UserWhereInput {
  const contains =
    filter.search === undefined ? undefined : { contains: escapeLike(filter.search), mode: 'insensitive' as const };
  return {
    AND: [
      ids === undefined ? {} : { id: { in: ids } },
      filter.after === undefined ? {} : { id: { gt: filter.after } },
      contains === undefined ? {} : { OR: [{ name: contains }, { email: contains }] },
      filter.disabled === undefined ? {} : { disabledAt: filter.disabled ? { not: null } : null },
    ],
  };
}

async function userIdsWithin(
  tx: Tx,
  organisationId: string,
  unitIds: readonly string[] | undefined,
): Promise<string[] | undefined> {
  if (unitIds === undefined) return undefined;
  const where = { organisationId, unitId: { in: [...unitIds] } };
  const grants = await tx.grant.findMany({ where, select: { userId: true }, distinct: ['userId'] });
  return grants.map((grant) => grant.userId);
}

/** One user; `undefined` also for one without a grant on `unitIds`. */
export async function getUser(
  tx: Tx,
  organisationId: string,
  id: string,
  unitIds?: readonly string[],
): Promise<UserRecord | undefined> {
  const row = await tx.user.findFirst({ where: { organisationId, id } });
  if (!row) return undefined;
  const [user] = await withGrants(tx, organisationId, [row]);
  const isWithin = unitIds === undefined || user?.grants.some((grant) => unitIds.includes(grant.unitId));
  return isWithin ? user : undefined;
}

/** PHC string of a user's password; `undefined` where there is none yet. */
export async function getPasswordHash(tx: Tx, organisationId: string, id: string): Promise<string | undefined> {
  const row = await tx.user.findFirst({ where: { organisationId, id }, select: { passwordHash: true } });
  return row?.passwordHash ?? undefined;
}

export interface NewUser {
  /** Lower-cased. */
  email: string;
  name: string;
  personId?: string;
  locale?: string;
}

/**
 * Makes a user without a password and without grants.
 *
 * @returns the id; `undefined` if the address is taken in this organisation
 */
export async function insertUser(
  tx: Tx,
  organisationId: string,
  user: NewUser,
  now: Date,
): Promise<string | undefined> {
  const id = v7({ msecs: now.getTime() });
  const data = { organisationId, id, ...user, createdAt: now };
  const { count } = await tx.user.createMany({ data: [data], skipDuplicates: true });
  return count === 1 ? id : undefined;
}

/** Changes what is given. `disabledAt: null` enables. */
export async function updateUser(
  tx: Tx,
  organisationId: string,
  id: string,
  changes: { name?: string; locale?: string | null; personId?: string | null; disabledAt?: Date | null },
): Promise<void> {
  await tx.user.updateMany({ where: { organisationId, id }, data: changes });
}

/** Sets a password that its owner chose: it is no longer the one printed at the first start. */
export async function setPassword(tx: Tx, organisationId: string, id: string, passwordHash: string): Promise<void> {
  await tx.user.updateMany({ where: { organisationId, id }, data: { passwordHash, passwordTemporary: false } });
}

/** Whether a person of this organisation has the id. */
export async function hasPerson(tx: Tx, organisationId: string, personId: string): Promise<boolean> {
  return (await tx.person.count({ where: { organisationId, id: personId } })) > 0;
}

async function withGrants(
  tx: Tx,
  organisationId: string,
  rows: Prisma.UserGetPayload<object>[],
): Promise<UserRecord[]> {
  const where = { organisationId, userId: { in: rows.map((row) => row.id) } };
  const grants = await tx.grant.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    personId: row.personId,
    locale: row.locale,
    hasPassword: row.passwordHash !== null,
    passwordTemporary: row.passwordTemporary,
    disabledAt: row.disabledAt,
    createdAt: row.createdAt,
    grants: grants
      .filter((grant) => grant.userId === row.id)
      .map(({ id, role, unitId }) => ({ id, role: role as Role, unitId })),
  }));
}

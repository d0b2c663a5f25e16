import type { Permission, Role } from '@cordon/contract';
import { v7 } from 'uuid';
import { newSecret } from '../provision/secret.ts';
import type { Tx } from '../tenancy.ts';

export interface NewApiToken {
  organisationId: string;
  name: string;
  role: Role;
  unitId: string;
  /** Permissions it is narrowed to; empty or absent: all of the role's. */
  scopes?: readonly Permission[];
  /** User whose present rights it never exceeds; absent: made by the server's operator. */
  createdBy?: string;
  now: Date;
  expiresAt: Date;
}

/** Makes an API token. The token itself is returned once and stored hashed. */
export async function createApiToken(tx: Tx, input: NewApiToken): Promise<{ id: string; token: string }> {
  const { token, hash } = newSecret('cot_');
  const id = v7({ msecs: input.now.getTime() });
  await tx.apiToken.create({
    data: {
      organisationId: input.organisationId,
      id,
      name: input.name,
      tokenHash: hash,
      role: input.role,
      unitId: input.unitId,
      scopes: [...(input.scopes ?? [])],
      createdBy: input.createdBy ?? null,
      createdAt: input.now,
      expiresAt: input.expiresAt,
    },
  });
  return { id, token };
}

export interface ApiTokenRecord {
  id: string;
  name: string;
  role: Role;
  unitId: string;
  scopes: Permission[];
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

const COLUMNS = {
  id: true,
  name: true,
  role: true,
  unitId: true,
  scopes: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
} as const;

const DAY_MS = 86_400_000;

/** Which API tokens a list shows. */
export interface ApiTokenFilter {
  /** Tokens on one of these units; absent: all. */
  unitIds?: readonly string[];
  /** `true`: those that work at `now`; `false`: those that are revoked or expired. */
  isValid?: boolean;
  /** Those that work at `now`, and end within so many days. */
  endsWithinDays?: number;
  now: Date;
  /** Id to go on after. */
  after?: string;
  limit: number;
}

/** API tokens by id, `limit + 1` at most. */
export async function listApiTokens(tx: Tx, organisationId: string, filter: ApiTokenFilter): Promise<ApiTokenRecord[]> {
  const { now, endsWithinDays } = filter;
  const valid = { revokedAt: null, expiresAt: { gt: now } };
  const ending = (days: number) => ({ ...valid, expiresAt: { gt: now, lte: new Date(now.getTime() + days * DAY_MS) } });
  const rows = await tx.apiToken.findMany({
    where: {
      organisationId,
      AND: [
        filter.unitIds === undefined ? {} : { unitId: { in: [...filter.unitIds] } },
        filter.after === undefined ? {} : { id: { gt: filter.after } },
        filter.isValid === undefined ? {} : filter.isValid ? valid : { NOT: valid },
        endsWithinDays === undefined ? {} : ending(endsWithinDays),
      ],
    },
    orderBy: { id: 'asc' },
    take: filter.limit + 1,
    select: COLUMNS,
  });
  return rows.map((row) => ({ ...row, role: row.role as Role, scopes: row.scopes as Permission[] }));
}

/** One API token; `undefined` also for one on another unit than `unitIds`. */
export async function getApiToken(
  tx: Tx,
  organisationId: string,
  id: string,
  unitIds?: readonly string[],
): Promise<ApiTokenRecord | undefined> {
  const row = await tx.apiToken.findFirst({ where: { organisationId, id }, select: COLUMNS });
  if (!row || (unitIds !== undefined && !unitIds.includes(row.unitId))) return undefined;
  return { ...row, role: row.role as Role, scopes: row.scopes as Permission[] };
}

/** Revokes a token; false if it was revoked already. */
export async function revokeApiToken(tx: Tx, organisationId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.apiToken.updateMany({
    where: { organisationId, id, revokedAt: null },
    data: { revokedAt: now },
  });
  return count > 0;
}

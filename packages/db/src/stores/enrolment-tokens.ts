import type { Tx } from '../tenancy.ts';

/** What lets a device enrol, without the token itself. */
export interface EnrolmentTokenRow {
  id: string;
  label: string;
  unitId: string;
  personId: string | null;
  ownership: string;
  maxUses: number;
  uses: number;
  requireApproval: boolean;
  limits: unknown;
  replacesDeviceId: string | null;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

const TOKEN = {
  id: true,
  label: true,
  unitId: true,
  personId: true,
  ownership: true,
  maxUses: true,
  uses: true,
  requireApproval: true,
  limits: true,
  replacesDeviceId: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
} as const;

export interface EnrolmentTokenListFilter {
  organisationId: string;
  /** Units to look in; absent: all. */
  unitIds?: readonly string[];
  personId?: string;
  /** Only those that let a device enrol at that instant, and end so many days later at most. */
  valid?: { at: Date; withinDays: number };
  /** Id to go on below. */
  before?: string;
  limit: number;
}

/** Lists up to `limit` enrolment tokens, newest first. */
export function listEnrolmentTokens(tx: Tx, filter: EnrolmentTokenListFilter): Promise<EnrolmentTokenRow[]> {
  const { organisationId, unitIds, personId, valid, before, limit } = filter;
  const unitId = unitIds ? { in: [...unitIds] } : undefined;
  return tx.enrolmentToken.findMany({
    where: { organisationId, unitId, personId, id: { lt: before }, ...(valid && whereValid(tx, valid)) },
    orderBy: { id: 'desc' },
    take: limit,
    select: TOKEN,
  });
}

const DAY_MS = 86_400_000;

function whereValid(tx: Tx, { at, withinDays }: { at: Date; withinDays: number }) {
  return {
    revokedAt: null,
    uses: { lt: tx.enrolmentToken.fields.maxUses },
    expiresAt: { gt: at, lte: new Date(at.getTime() + withinDays * DAY_MS) },
  };
}

/** One enrolment token, if of a unit of the scope. */
export async function findEnrolmentTokenInScope(
  tx: Tx,
  organisationId: string,
  id: string,
  scope: readonly string[] | undefined,
): Promise<EnrolmentTokenRow | undefined> {
  const unitId = scope ? { in: [...scope] } : undefined;
  return (await tx.enrolmentToken.findFirst({ where: { organisationId, id, unitId }, select: TOKEN })) ?? undefined;
}

/** @returns whether it was valid until now; `false`: it had been revoked already */
export async function revokeEnrolmentToken(tx: Tx, organisationId: string, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.enrolmentToken.updateMany({
    where: { organisationId, id, revokedAt: null },
    data: { revokedAt: now },
  });
  return count > 0;
}

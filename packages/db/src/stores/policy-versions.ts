import type { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** A draft (`publishedAt` null) or one immutable published state of a policy, without its text. */
export interface PolicyVersionRow {
  policyId: string;
  version: number;
  title: string;
  hash: string;
  sourceFormat: string;
  createdBy: string | null;
  createdAt: Date;
  publishedBy: string | null;
  publishedAt: Date | null;
  effectiveFrom: Date | null;
}

/** With the document, as it was put and as it was read. */
export interface PolicyVersionWithText extends PolicyVersionRow {
  source: string;
  document: unknown;
  /** Rule id → since when that rule stands unchanged, in milliseconds. */
  ruleInForceSince: Record<string, number> | null;
}

const VERSION = {
  policyId: true,
  version: true,
  title: true,
  hash: true,
  sourceFormat: true,
  createdBy: true,
  createdAt: true,
  publishedBy: true,
  publishedAt: true,
  effectiveFrom: true,
} as const;
const WITH_TEXT = { ...VERSION, source: true, document: true, ruleInForceSince: true } as const;

/** All versions of these policies, newest first: what tells which one is in force. */
export function listVersionsOf(
  tx: Tx,
  organisationId: string,
  policyIds: readonly string[],
): Promise<PolicyVersionRow[]> {
  return tx.policyVersion.findMany({
    where: { organisationId, policyId: { in: [...policyIds] } },
    orderBy: [{ policyId: 'asc' }, { version: 'desc' }],
    select: VERSION,
  });
}

/** One version with its text. */
export async function findPolicyVersion(
  tx: Tx,
  organisationId: string,
  policyId: string,
  version: number,
): Promise<PolicyVersionWithText | undefined> {
  const where = { organisationId_policyId_version: { organisationId, policyId, version } };
  const row = await tx.policyVersion.findUnique({ where, select: WITH_TEXT });
  return row ? withText(row) : undefined;
}

/** The newest version of a policy, with its text: the draft, if there is one. */
export async function findNewestVersion(
  tx: Tx,
  organisationId: string,
  policyId: string,
): Promise<PolicyVersionWithText | undefined> {
  const row = await tx.policyVersion.findFirst({
    where: { organisationId, policyId },
    orderBy: { version: 'desc' },
    select: WITH_TEXT,
  });
  return row ? withText(row) : undefined;
}

/** The draft of a policy. */
export async function findDraft(
  tx: Tx,
  organisationId: string,
  policyId: string,
): Promise<PolicyVersionWithText | undefined> {
  const row = await tx.policyVersion.findFirst({
    where: { organisationId, policyId, publishedAt: null },
    select: WITH_TEXT,
  });
  return row ? withText(row) : undefined;
}

/** The version that is in force at an instant: the newest of those published that are effective by then. */
export async function findVersionInForce(
  tx: Tx,
  organisationId: string,
  policyId: string,
  at: Date,
): Promise<PolicyVersionWithText | undefined> {
  const row = await tx.policyVersion.findFirst({
    where: { organisationId, policyId, publishedAt: { not: null }, effectiveFrom: { lte: at } },
    orderBy: { version: 'desc' },
    select: WITH_TEXT,
  });
  return row ? withText(row) : undefined;
}

function withText<T extends { ruleInForceSince: unknown }>(row: T) {
  return { ...row, ruleInForceSince: row.ruleInForceSince as Record<string, number> | null };
}

export interface DraftInput {
  organisationId: string;
  policyId: string;
  title: string;
  document: unknown;
  source: string;
  sourceFormat: 'yaml' | 'json';
  hash: string;
  createdBy: string | null;
  now: Date;
}

/** Stores a draft in the place of the one there may be. Call it with the policy locked. */
export async function putDraft(tx: Tx, input: DraftInput): Promise<PolicyVersionRow> {
  const { organisationId, policyId, title, source, sourceFormat, hash, createdBy, now } = input;
  const newest = await tx.policyVersion.findFirst({
    where: { organisationId, policyId },
    orderBy: { version: 'desc' },
    select: { version: true, publishedAt: true },
  });
  const document = input.document as Prisma.InputJsonObject;
  const data = { title, document, source, sourceFormat, hash, createdBy, createdAt: now };
  const version = newest?.publishedAt === null ? newest.version : (newest?.version ?? 0) + 1;
  return tx.policyVersion.upsert({
    where: { organisationId_policyId_version: { organisationId, policyId, version } },
    create: { organisationId, policyId, version, ...data },
    update: data,
    select: VERSION,
  });
}

export interface Publication {
  organisationId: string;
  policyId: string;
  version: number;
  publishedBy: string | null;
  publishedAt: Date;
  effectiveFrom: Date;
  ruleInForceSince: Readonly<Record<string, number>>;
}

/** Makes the draft an immutable published version. */
export function publishDraft(tx: Tx, publication: Publication): Promise<PolicyVersionRow> {
  const { organisationId, policyId, version, ruleInForceSince, ...data } = publication;
  return tx.policyVersion.update({
    where: { organisationId_policyId_version: { organisationId, policyId, version } },
    data: { ...data, ruleInForceSince: { ...ruleInForceSince } },
    select: VERSION,
  });
}

/** Makes the organisation's epoch rise at an instant to come, or earlier if one is planned already. */
export async function planEpoch(tx: Tx, organisationId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE organisations SET next_epoch_at = least(next_epoch_at, ${at}) WHERE id = ${organisationId}::uuid`;
}

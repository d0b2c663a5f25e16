import { DEFAULT_DECISION_TABLE, DEFAULT_SETTINGS } from '@cordon/contract';
import { v7 } from 'uuid';
import type { Database } from '../database.ts';
import { appendAuditEvent } from '../stores/audit-events.ts';
import { createInvitation } from '../stores/invitations.ts';
import { type Tx, withOrganisation } from '../tenancy.ts';
import { insertOrganisationKeys, makeAuditKey, makeSigningKey, type SecretSealer } from './organisation-keys.ts';

export interface NewOrganisation {
  name: string;
  /** Who becomes its owner; the address is lower-cased. */
  ownerEmail: string;
  ownerName: string;
  now: Date;
  secretBox: SecretSealer;
  /** argon2id hash; absent: an invitation is made instead. */
  ownerPasswordHash?: string;
  /** The password was printed at the first start and should be changed. */
  passwordTemporary?: boolean;
}

export interface CreatedOrganisation {
  organisationId: string;
  rootUnitId: string;
  ownerId: string;
  /** Single-use, 24 h; set where no password was given. Shown once, stored hashed. */
  invitationToken?: string;
}

/**
 * Makes an organisation with its root unit, signing key, audit key and owner: the only way one comes into being.
 * Called by the first start and by `cordon organisation create`; no route makes one.
 */
export async function createOrganisation(database: Database, input: NewOrganisation): Promise<CreatedOrganisation> {
  const ids = newIds(input.now);
  const keys = [
    await makeSigningKey(ids.organisationId, input.now, input.secretBox),
    makeAuditKey(ids.organisationId, input.now, input.secretBox),
  ];
  return withOrganisation(database, ids.organisationId, async (tx) => {
    await insertOrganisation(tx, ids, input);
    await insertOrganisationKeys(tx, ids.organisationId, keys, input.now);
    await insertOwner(tx, ids, input);
    await appendAuditEvent(tx, ids.organisationId, {
      at: input.now,
      actor: { kind: 'system' },
      action: 'organisation.created',
      target: { kind: 'organisation', id: ids.organisationId },
      unitId: ids.rootUnitId,
      details: { after: { name: input.name, ownerId: ids.ownerId } },
    });
    if (input.ownerPasswordHash !== undefined) return ids;
    const { token } = await createInvitation(tx, {
      organisationId: ids.organisationId,
      userId: ids.ownerId,
      now: input.now,
    });
    return { ...ids, invitationToken: token };
  });
}

function newIds(now: Date): { organisationId: string; rootUnitId: string; ownerId: string } {
  const newId = () => v7({ msecs: now.getTime() });
  return { organisationId: newId(), rootUnitId: newId(), ownerId: newId() };
}

async function insertOrganisation(
  tx: Tx,
  ids: ReturnType<typeof newIds>,
  { name, now }: NewOrganisation,
): Promise<void> {
  const { organisationId, rootUnitId } = ids;
  await tx.organisation.create({
    data: {
      id: organisationId,
      name,
      epochAt: now,
      decisionTable: DEFAULT_DECISION_TABLE,
      settings: DEFAULT_SETTINGS,
      createdAt: now,
    },
  });
  await tx.unit.create({
    data: { organisationId, id: rootUnitId, key: slugOf(name), name, path: [rootUnitId], createdAt: now },
  });
}

async function insertOwner(tx: Tx, ids: ReturnType<typeof newIds>, input: NewOrganisation): Promise<void> {
  const { organisationId, ownerId, rootUnitId } = ids;
  await tx.user.create({
    data: {
      organisationId,
      id: ownerId,
      email: input.ownerEmail.trim().toLowerCase(),
      name: input.ownerName,
      passwordHash: input.ownerPasswordHash ?? null,
      passwordTemporary: input.passwordTemporary ?? false,
      createdAt: input.now,
    },
  });
  const id = v7({ msecs: input.now.getTime() });
  await tx.grant.create({
    data: { organisationId, id, userId: ownerId, role: 'owner', unitId: rootUnitId, createdAt: input.now },
  });
}

/** Key of the root unit: the name in lower-case ASCII words joined by hyphens, at most 60 characters; `root` if nothing is left. */
function slugOf(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 60).replace(/-+$/, '') || 'root';
}

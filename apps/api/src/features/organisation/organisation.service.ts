import { isDeepStrictEqual } from 'node:util';
import { AppError, type Organisation, type OrganisationPatch, type Rejudgement } from '@cordon/contract';
import {
  appendAuditEvent,
  getOrganisation,
  lockOrganisation,
  type OrganisationRecord,
  raiseEpoch,
  readRejudgement,
  type Tx,
  updateOrganisation,
  withOrganisation,
} from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';

export type OrganisationDeps = Pick<Deps, 'database' | 'clock'>;

/** The caller's organisation. */
export async function showOrganisation(deps: OrganisationDeps, operator: Operator): Promise<Organisation> {
  const { organisationId } = operator;
  return toOrganisation(await withOrganisation(deps.database, organisationId, (tx) => mustGet(tx, organisationId)));
}

/** How far judging again has come among the devices of the caller's units. */
export async function showRejudgement(
  deps: Pick<OrganisationDeps, 'database'>,
  operator: Operator,
): Promise<Rejudgement> {
  const { organisationId } = operator;
  const row = await readRejudgement(deps.database, organisationId, operator.unitScope('policies:read'));
  if (!row) throw new AppError('not-found', 'There is no such organisation.');
  return { ...row, startedAt: row.startedAt.toISOString() };
}

/** Changes what is given. Another collection rule raises the epoch: sections are marked with the one they were reduced under. */
export async function changeOrganisation(
  deps: OrganisationDeps,
  operator: Operator,
  patch: OrganisationPatch,
): Promise<Organisation> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const collection = patch.settings?.collection;
    const isSame =
      collection === undefined ||
      isDeepStrictEqual(collection, (await mustGet(tx, organisationId)).settings.collection);
    // The lock of rules comes before the row's, as wherever the epoch is raised: the other way round could deadlock.
    if (!isSame) await raiseEpoch(tx, organisationId, now);
    await lockOrganisation(tx, organisationId);
    const before = await mustGet(tx, organisationId);
    await updateOrganisation(tx, organisationId, {
      name: patch.name,
      decisionTable: patch.decisionTable,
      settings: patch.settings && { ...before.settings, ...patch.settings },
    });
    const after = await mustGet(tx, organisationId);
    await audit(tx, operator, before, after, now);
    return toOrganisation(after);
  });
}

async function audit(
  tx: Tx,
  operator: Operator,
  before: OrganisationRecord,
  after: OrganisationRecord,
  at: Date,
): Promise<void> {
  const keys = (['name', 'decisionTable', 'settings'] as const).filter(
    (key) => !isDeepStrictEqual(before[key], after[key]),
  );
  if (keys.length === 0) return;
  const pick = (from: OrganisationRecord) => Object.fromEntries(keys.map((key) => [key, from[key]]));
  await appendAuditEvent(tx, operator.organisationId, {
    at,
    actor: operator.actor,
    action: 'organisation.changed',
    target: { kind: 'organisation', id: before.id },
    unitId: before.rootUnitId,
    details: { before: pick(before), after: pick(after) },
  });
}

async function mustGet(tx: Tx, organisationId: string): Promise<OrganisationRecord> {
  const organisation = await getOrganisation(tx, organisationId);
  if (!organisation) throw new AppError('not-found', 'There is no such organisation.');
  return organisation;
}

function toOrganisation(row: OrganisationRecord): Organisation {
  return { ...row, epochAt: row.epochAt.toISOString(), createdAt: row.createdAt.toISOString() };
}

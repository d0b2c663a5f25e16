import { DecisionTable, OrganisationSettings } from '@cordon/contract';
import type { Database } from '../database.ts';
import type { Tx } from '../tenancy.ts';

export interface OrganisationRecord {
  id: string;
  name: string;
  rootUnitId: string;
  decisionTable: DecisionTable;
  settings: OrganisationSettings;
  rulesEpoch: number;
  epochAt: Date;
  createdAt: Date;
}

/** Reads the organisation of the transaction. */
export async function getOrganisation(tx: Tx, organisationId: string): Promise<OrganisationRecord | undefined> {
  const row = await tx.organisation.findFirst({ where: { id: organisationId } });
  const root = await tx.unit.findFirst({ where: { organisationId, parentId: null }, select: { id: true } });
  if (!row || !root) return undefined;
  return {
    id: row.id,
    name: row.name,
    rootUnitId: root.id,
    decisionTable: DecisionTable.parse(row.decisionTable),
    settings: OrganisationSettings.parse(row.settings),
    rulesEpoch: Number(row.rulesEpoch),
    epochAt: row.epochAt,
    createdAt: row.createdAt,
  };
}

/** Lets one change of the organisation's row at a time pass, so that what is read before it still stands. */
export async function lockOrganisation(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM organisations WHERE id = ${organisationId}::uuid FOR UPDATE`;
}

/** Changes what is given. */
export async function updateOrganisation(
  tx: Tx,
  organisationId: string,
  changes: { name?: string; decisionTable?: DecisionTable; settings?: OrganisationSettings },
): Promise<void> {
  await tx.organisation.updateMany({ where: { id: organisationId }, data: changes });
}

/** Ids of all organisations of this server, oldest first: for commands and workers. */
export async function listOrganisationIds(database: Database): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>('SELECT id FROM organisation_ids()');
  return rows.map((row) => row.id);
}
